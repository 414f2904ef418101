// Sessions: how one begins, what its tokens say, how it is refreshed and how it ends.
import { randomBytes, randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { AuthError } from "./errors.mjs";
import { toMs } from "./settings.mjs";
import { findUserById, toUser } from "./users.mjs";

/** A refresh token that was used is taken once more for so long: two tabs refresh at the same moment. */
const REUSE_SECONDS = 10;

export class Sessions {
  #secret;

  constructor({ sql, settings, jwtSecret, siteUrl }) {
    this.sql = sql;
    this.settings = settings;
    this.issuer = `${siteUrl}/auth/v1`;
    this.#secret = new TextEncoder().encode(jwtSecret);
  }

  /** A new session. @param method how the user signed in, as in the `amr` claim */
  async begin(user, method, { sql = this.sql, userAgent = null } = {}) {
    if (user.banned) throw new AuthError(403, "user_banned", "User is banned");
    const session = { id: randomUUID(), aal: "aal1" };
    await sql`insert into auth.sessions (id, user_id, aal, user_agent) values (${session.id}, ${user.id}, 'aal1', ${userAgent})`;
    await this.noteMethod(sql, session.id, method);
    await sql`update auth.users set last_sign_in_at = now(), updated_at = now() where id = ${user.id}`;
    return this.grant(sql, user.id, session.id, await this.#addToken(sql, user.id, session.id, null));
  }

  /** A new access token for what the session is now, with a refresh token. */
  async grant(sql, userId, sessionId, refreshToken) {
    const user = await findUserById(sql, userId);
    const [session] = await sql`select id, aal from auth.sessions where id = ${sessionId}`;
    const methods = await sql`
      select authentication_method as method, floor(extract(epoch from updated_at))::int as timestamp
      from auth.mfa_amr_claims where session_id = ${sessionId} order by updated_at desc, id`;
    const accessToken = await this.#sign(user, session, methods.map(({ method, timestamp }) => ({ method, timestamp })));
    return {
      access_token: accessToken,
      token_type: "bearer",
      expires_in: this.settings.jwt_expiry,
      expires_at: Math.floor(Date.now() / 1000) + this.settings.jwt_expiry,
      refresh_token: refreshToken,
      user: toUser(user),
    };
  }

  async noteMethod(sql, sessionId, method) {
    await sql`
      insert into auth.mfa_amr_claims (id, session_id, authentication_method, created_at, updated_at)
      values (${randomUUID()}, ${sessionId}, ${method}, now(), now())
      on conflict (session_id, authentication_method) do update set updated_at = now()`;
  }

  /** Replaces every refresh token of a session by a new one: what was given out before its rights changed is void. */
  async renew(sql, userId, sessionId) {
    await sql`delete from auth.refresh_tokens where session_id = ${sessionId}`;
    return this.grant(sql, userId, sessionId, await this.#addToken(sql, userId, sessionId, null));
  }

  /** @throws {AuthError} also when a token comes back that was stolen or lost: then the whole session ends */
  async refresh(token) {
    if (typeof token !== "string" || token === "") throw new AuthError(400, "validation_failed", "refresh_token required");
    const outcome = await this.sql.begin(async (sql) => {
      const [known] = await sql`select session_id from auth.refresh_tokens where token = ${token}`;
      if (!known?.session_id) return notFound();
      const [session] = await sql`select *, not_after < now() as over,
          extract(epoch from now() - created_at) * 1000 as age_ms,
          extract(epoch from now() - coalesce(refreshed_at at time zone 'utc', created_at)) * 1000 as idle_ms
        from auth.sessions where id = ${known.session_id} for update`;
      const [used] = await sql`select *, updated_at > now() - make_interval(secs => ${REUSE_SECONDS}) as recent
        from auth.refresh_tokens where token = ${token}`;
      if (!session || !used) return notFound();
      const { timebox, inactivity_timeout: inactivity } = this.settings.sessions;
      if (session.over || isOver(session.age_ms, timebox)) return sessionExpired("Session Expired");
      if (isOver(session.idle_ms, inactivity)) return sessionExpired("Session Expired (Inactivity)");
      const user = await findUserById(sql, session.user_id);
      if (user.banned) return new AuthError(403, "user_banned", "User is banned");
      let current = token;
      if (used.revoked) {
        const [active] = await sql`select * from auth.refresh_tokens where session_id = ${session.id} and not revoked order by created_at desc limit 1`;
        if (!active || (active.parent !== token && !used.recent)) {
          await sql`update auth.refresh_tokens set revoked = true, updated_at = now() where session_id = ${session.id} and not revoked`;
          return new AuthError(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used");
        }
        current = active.token;
      } else {
        await sql`update auth.refresh_tokens set revoked = true, updated_at = now() where id = ${used.id}`;
        current = await this.#addToken(sql, session.user_id, session.id, token);
      }
      await sql`update auth.sessions set refreshed_at = now() at time zone 'utc', updated_at = now() where id = ${session.id}`;
      return this.grant(sql, session.user_id, session.id, current);
    });
    if (outcome instanceof AuthError) throw outcome;
    return outcome;
  }

  /** @param scope `local` this session, `others` all but this, `global` all */
  async end(userId, sessionId, scope) {
    const { sql } = this;
    if (scope === "global") await sql`delete from auth.sessions where user_id = ${userId}`;
    else if (scope === "others") await this.endOthers(sql, userId, sessionId);
    else await sql`delete from auth.sessions where id = ${sessionId} and user_id = ${userId}`;
  }

  async endOthers(sql, userId, sessionId) {
    await sql`delete from auth.sessions where user_id = ${userId} and id is distinct from ${sessionId}`;
  }

  async #addToken(sql, userId, sessionId, parent) {
    const token = randomBytes(24).toString("base64url");
    await sql`insert into auth.refresh_tokens (id, token, user_id, session_id, parent) values (${randomUUID()}, ${token}, ${userId}, ${sessionId}, ${parent})`;
    return token;
  }

  #sign(user, session, amr) {
    const shown = toUser(user);
    return new SignJWT({
      email: shown.email,
      phone: shown.phone,
      app_metadata: shown.app_metadata,
      user_metadata: shown.user_metadata,
      role: shown.role,
      aal: session.aal ?? "aal1",
      amr,
      session_id: session.id,
      is_anonymous: shown.is_anonymous,
    })
      .setProtectedHeader({ alg: "HS256", typ: "JWT" })
      .setIssuer(this.issuer)
      .setSubject(user.id)
      .setAudience(shown.aud)
      .setIssuedAt()
      .setExpirationTime(`${this.settings.jwt_expiry}s`)
      .sign(this.#secret);
  }
}

const notFound = () => new AuthError(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found");
const sessionExpired = (what) => new AuthError(400, "session_expired", `Invalid Refresh Token: ${what}`);

function isOver(ms, limit) {
  const limitMs = toMs(limit);
  return limitMs > 0 && Number(ms) > limitMs;
}
