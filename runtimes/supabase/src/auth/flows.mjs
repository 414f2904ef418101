// PKCE: who began to sign in proves at the end, by the verifier, that it was the same client (RFC 7636).
import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { AuthError, invalid } from "./errors.mjs";
import { findUserById } from "./users.mjs";

const CODE_SECONDS = 300;
const KEPT = "1 day";
const CHALLENGE = /^[A-Za-z0-9._~-]{43,128}$/;

export class Flows {
  constructor({ sql, sessions }) {
    this.sql = sql;
    this.sessions = sessions;
  }

  /** The challenge of a request, or null: it uses none. */
  challengeOf({ code_challenge: challenge, code_challenge_method: method }) {
    if (!challenge && !method) return null;
    if (!challenge || !method) throw invalid("PKCE flow requires code_challenge_method and code_challenge");
    if (!CHALLENGE.test(challenge)) throw invalid("code challenge is not valid: 43 to 128 characters of A-Z, a-z, 0-9, -, ., _ and ~");
    if (!["s256", "plain"].includes(String(method).toLowerCase())) throw invalid("Invalid code_challenge_method");
    return { challenge, method: String(method).toLowerCase() };
  }

  /** Of a mail that was asked for: its link will give out a code. */
  async rememberMail(user, method, { challenge, method: challengeMethod }) {
    await this.forgetOld();
    await this.sql`
      insert into auth.flow_state (id, user_id, authentication_method, provider_type, code_challenge, code_challenge_method)
      values (${randomUUID()}, ${user.id}, ${method}, 'email', ${challenge}, ${challengeMethod})`;
  }

  /** A code for the newest mail that the user asked for. */
  async issueForMail(user) {
    const code = randomUUID();
    const [issued] = await this.sql`
      update auth.flow_state set auth_code = ${code}, auth_code_issued_at = now(), updated_at = now()
      where id = (select id from auth.flow_state where user_id = ${user.id} and provider_type = 'email' and auth_code is null
        order by created_at desc limit 1)
      returning id`;
    if (!issued) throw new AuthError(404, "flow_state_not_found", "invalid flow state, no valid flow state found");
    return code;
  }

  /** A code for who came back from a provider. @param flow as it was taken: its code is a new one */
  async issueForProvider(sql, flow, user, tokens) {
    const code = randomUUID();
    await sql`
      insert into auth.flow_state (id, user_id, auth_code, auth_code_issued_at, authentication_method, provider_type, code_challenge, code_challenge_method,
        provider_access_token, provider_refresh_token)
      values (${randomUUID()}, ${user.id}, ${code}, now(), 'oauth', ${flow.provider_type}, ${flow.code_challenge}, ${flow.code_challenge_method},
        ${tokens.access_token ?? null}, ${tokens.refresh_token ?? null})`;
    return code;
  }

  /** A session for a code. Each is taken once. */
  async exchange({ auth_code: code, code_verifier: verifier }, { userAgent }) {
    if (!code || !verifier) throw invalid("invalid request: both auth code and code verifier should be non-empty");
    const [flow] = await this.sql`
      select *, coalesce(auth_code_issued_at, created_at) < now() - make_interval(secs => ${CODE_SECONDS}) as expired
      from auth.flow_state where auth_code = ${String(code)} and user_id is not null and auth_code_issued_at is not null`;
    if (!flow) throw new AuthError(404, "flow_state_not_found", "invalid flow state, no valid flow state found");
    if (flow.expired) throw new AuthError(422, "flow_state_expired", "invalid flow state, flow state has expired");
    if (!proves(String(verifier), flow)) {
      throw new AuthError(400, "bad_code_verifier", "code challenge does not match previously saved code verifier");
    }
    const [taken] = await this.sql`delete from auth.flow_state where id = ${flow.id} returning id`;
    if (!taken) throw new AuthError(404, "flow_state_not_found", "invalid flow state, no valid flow state found");
    const user = await findUserById(this.sql, flow.user_id);
    const method = flow.provider_type === "email" ? "otp" : "oauth";
    const session = await this.sql.begin((sql) => this.sessions.begin(user, method, { sql, userAgent }));
    return {
      ...session,
      ...(flow.provider_access_token ? { provider_token: flow.provider_access_token } : {}),
      ...(flow.provider_refresh_token ? { provider_refresh_token: flow.provider_refresh_token } : {}),
    };
  }

  /** Flows that nobody finished. */
  async forgetOld() {
    await this.sql`delete from auth.flow_state where created_at < now() - ${KEPT}::interval`;
  }
}

function proves(verifier, { code_challenge: challenge, code_challenge_method: method }) {
  const shown = Buffer.from(method === "s256" ? createHash("sha256").update(verifier).digest("base64url") : verifier);
  const expected = Buffer.from(challenge ?? "");
  return expected.length > 0 && shown.length === expected.length && timingSafeEqual(shown, expected);
}
