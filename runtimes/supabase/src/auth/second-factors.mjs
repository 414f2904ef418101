// Second factors: codes of authenticator apps (TOTP). A session that verified one has the assurance level aal2.
import { randomUUID } from "node:crypto";
import { renderSVG } from "uqr";
import { AuthError, tooOften } from "./errors.mjs";
import { Limit } from "./limits.mjs";
import { keyUri, newSecret, stepOf } from "./totp.mjs";
import { toFactor } from "./users.mjs";

const CHALLENGE_SECONDS = 300;
/** Wrong codes for a factor. */
const WRONG_CODES = { count: 5, windowMs: 5 * 60_000 };
/** A factor that was begun and not verified makes room. */
const ABANDONED_AFTER = "1 hour";
const UNIQUE_VIOLATION = "23505";
const MAX_NAME_LENGTH = 100;

export class SecondFactors {
  #wrongCodes = new Limit(WRONG_CODES);

  constructor({ sql, settings, sessions, siteUrl }) {
    this.sql = sql;
    this.settings = settings.mfa;
    this.sessions = sessions;
    this.siteUrl = siteUrl;
  }

  /** @param caller user, session and claims of who asks */
  async enroll({ user, session }, { factor_type: type, friendly_name: name = null, issuer }) {
    if (type !== "totp") throw new AuthError(400, "validation_failed", "factor_type needs to be totp");
    if (!this.settings.totp.enroll_enabled) throw new AuthError(422, "mfa_totp_enroll_not_enabled", "MFA enroll is disabled for TOTP");
    if (name !== null && (typeof name !== "string" || name.length > MAX_NAME_LENGTH)) throw new AuthError(400, "validation_failed", "friendly_name is too long");
    if (user.factors.some((it) => it.status === "verified") && session.aal !== "aal2") {
      throw new AuthError(403, "insufficient_aal", "AAL2 required to enroll a new factor");
    }
    const abandoned = await this.sql`
      delete from auth.mfa_factors where user_id = ${user.id} and status = 'unverified' and created_at < now() - ${ABANDONED_AFTER}::interval returning id`;
    if (user.factors.length - abandoned.length >= this.settings.max_enrolled_factors) {
      throw new AuthError(422, "too_many_enrolled_mfa_factors", "Maximum number of enrolled factors reached, unenroll to continue");
    }
    const factor = { id: randomUUID(), secret: newSecret() };
    try {
      await this.sql`
        insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, secret, created_at, updated_at)
        values (${factor.id}, ${user.id}, ${name}, 'totp', 'unverified', ${factor.secret}, now(), now())`;
    } catch (error) {
      if (error.code !== UNIQUE_VIOLATION) throw error;
      throw new AuthError(422, "mfa_factor_name_conflict", `A factor with the friendly name "${name}" for this user already exists`);
    }
    const uri = keyUri({ issuer: String(issuer || new URL(this.siteUrl).host).slice(0, MAX_NAME_LENGTH), account: user.email || user.id, secret: factor.secret });
    return { id: factor.id, type: "totp", friendly_name: name ?? "", totp: { qr_code: renderSVG(uri, { border: 2 }), secret: factor.secret, uri } };
  }

  async challenge({ user }, factorId) {
    await this.#factor(user, factorId);
    const id = randomUUID();
    await this.sql`delete from auth.mfa_challenges where factor_id = ${factorId} and created_at < now() - make_interval(secs => ${CHALLENGE_SECONDS})`;
    await this.sql`insert into auth.mfa_challenges (id, factor_id, created_at, ip_address) values (${id}, ${factorId}, now(), '127.0.0.1')`;
    return { id, type: "totp", expires_at: Math.floor(Date.now() / 1000) + CHALLENGE_SECONDS };
  }

  /** Lifts the session to aal2. Sessions of the user that did not verify a factor end. */
  async verify({ user, session }, factorId, { challenge_id: challengeId, code }) {
    if (!this.settings.totp.verify_enabled) throw new AuthError(422, "mfa_totp_verify_not_enabled", "MFA verification is disabled for TOTP");
    const factor = await this.#factor(user, factorId);
    if (this.#wrongCodes.waitMs(factorId) > 0) throw tooOften();
    this.#wrongCodes.add(factorId);
    const granted = await this.sql.begin(async (sql) => {
      const [challenge] = await sql`
        select created_at < now() - make_interval(secs => ${CHALLENGE_SECONDS}) as expired, verified_at
        from auth.mfa_challenges where id::text = ${String(challengeId)} and factor_id = ${factorId} for update`;
      if (!challenge) throw new AuthError(422, "mfa_factor_not_found", "MFA factor with the provided challenge ID not found");
      if (challenge.expired || challenge.verified_at) {
        throw new AuthError(422, "mfa_challenge_expired", `MFA challenge ${challengeId} has expired, verify against another challenge or create a new challenge.`);
      }
      const step = stepOf(String(code ?? ""), factor.secret);
      if (step === null || !(await isFirstUse(sql, factorId, step))) {
        throw new AuthError(422, "mfa_verification_failed", "Invalid TOTP code entered");
      }
      await sql`update auth.mfa_challenges set verified_at = now() where id = ${challengeId}`;
      await sql`update auth.mfa_factors set status = 'verified', last_challenged_at = clock_timestamp(), updated_at = now() where id = ${factorId}`;
      await sql`update auth.sessions set aal = 'aal2', factor_id = ${factorId}, updated_at = now() where id = ${session.id}`;
      await this.sessions.noteMethod(sql, session.id, "totp");
      await sql`delete from auth.sessions where user_id = ${user.id} and coalesce(aal, 'aal1') = 'aal1'`;
      await sql`delete from auth.mfa_factors where user_id = ${user.id} and status = 'unverified'`;
      return this.sessions.renew(sql, user.id, session.id);
    });
    this.#wrongCodes.forget(factorId);
    return granted;
  }

  async unenroll({ user, session }, factorId) {
    const factor = await this.#factor(user, factorId);
    if (factor.status === "verified" && session.aal !== "aal2") {
      throw new AuthError(422, "insufficient_aal", "AAL2 required to unenroll verified factor");
    }
    await this.remove(user.id, factorId);
    return { id: factorId };
  }

  async list(userId) {
    const factors = await this.sql`select * from auth.mfa_factors where user_id = ${userId} order by created_at`;
    return factors.map(toFactor);
  }

  /** Sessions that were lifted by the factor are at aal1 again. @returns the factor as it was, or undefined */
  remove(userId, factorId) {
    return this.sql.begin(async (sql) => {
      const [removed] = await sql`delete from auth.mfa_factors where id = ${factorId} and user_id = ${userId} returning *`;
      await sql`
        delete from auth.mfa_amr_claims where authentication_method = 'totp'
          and session_id in (select id from auth.sessions where user_id = ${userId} and factor_id = ${factorId})`;
      await sql`update auth.sessions set aal = 'aal1', factor_id = null where user_id = ${userId} and factor_id = ${factorId}`;
      return removed && toFactor(removed);
    });
  }

  async #factor(user, id) {
    const [factor] = await this.sql`select * from auth.mfa_factors where id = ${id} and user_id = ${user.id}`;
    if (!factor) throw new AuthError(404, "mfa_factor_not_found", "Factor not found");
    return factor;
  }
}

/** A code is taken once: neither it nor an older one works afterwards, whichever process is asked. */
async function isFirstUse(sql, factorId, step) {
  const [first] = await sql`
    insert into auth.mfa_last_codes as l (factor_id, step) values (${factorId}, ${step})
    on conflict (factor_id) do update set step = excluded.step where l.step < excluded.step
    returning step`;
  return first !== undefined;
}
