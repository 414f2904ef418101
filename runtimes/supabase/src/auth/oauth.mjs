// Sign-in through a provider: to it (/authorize), back from it (/callback), and by an ID token that the app got itself.
import { createHash, createHmac, hkdfSync, randomUUID, timingSafeEqual } from "node:crypto";
import { AuthError, invalid } from "./errors.mjs";
import { removeIdentity, signInIdentity } from "./identities.mjs";
import { ProviderError } from "./oidc.mjs";
import { providerOf } from "./providers.mjs";
import { findUserById } from "./users.mjs";

const FLOW_SECONDS = 600;
const COOKIE = "homeport-oauth";
/** Parameters of /authorize that are not the provider's. */
const OWN = ["provider", "redirect_to", "scopes", "code_challenge", "code_challenge_method", "skip_http_redirect", "client_id", "redirect_uri", "response_type",
  "state", "nonce", "scope", "response_mode", "request", "request_uri", "apikey"];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export class OAuth {
  #key;

  constructor({ sql, settings, jwtSecret, siteUrl, sessions, flows, providers, redirect, log }) {
    Object.assign(this, { sql, settings, siteUrl, sessions, flows, providers, redirect, log });
    this.#key = Buffer.from(hkdfSync("sha256", jwtSecret, "", "homeport oauth flows", 32));
  }

  /**
   * Begins a sign-in.
   *
   * @param linkTo the signed-in user who adds an identity, or null
   * @returns where the browser goes, and the cookie that ties its return to it
   */
  async begin(query, { redirectTo, linkTo = null }) {
    const provider = providerOf(this.providers, query.get("provider"));
    const pkce = this.flows.challengeOf(Object.fromEntries(["code_challenge", "code_challenge_method"].map((key) => [key, query.get(key)])));
    const id = randomUUID();
    await this.flows.forgetOld();
    await this.sql`
      insert into auth.flow_state (id, authentication_method, provider_type, referrer, code_challenge, code_challenge_method, linking_target_id)
      values (${id}, 'oauth', ${provider.name}, ${this.redirect(redirectTo)}, ${pkce?.challenge ?? null}, ${pkce?.method ?? null}, ${linkTo?.id ?? null})`;
    const scopes = [...provider.scopes, ...(query.get("scopes") ?? "").split(/[\s,]+/).filter(Boolean)];
    const extra = Object.fromEntries([...query].filter(([key]) => !OWN.includes(key)));
    const challenge = createHash("sha256").update(this.#derive("verifier", id)).digest("base64url");
    const url = await this.#ask(() => provider.authorizeUrl({ state: id, nonce: this.#derive("nonce", id), challenge, scopes, extra }));
    return { url, cookie: this.#cookie(this.#derive("browser", id), FLOW_SECONDS) };
  }

  /**
   * The flow that a provider sends a browser back to, taken: it cannot be used again.
   *
   * @param cookies of the browser; without PKCE, and to add an identity, it must be the one that began: else somebody could
   *   be led to sign in as another, or to give another the own identity
   */
  async take(state, cookies) {
    if (!state) throw new AuthError(400, "bad_oauth_callback", "OAuth state parameter missing");
    const [flow] = UUID.test(state) ? await this.sql`
      delete from auth.flow_state where id = ${state} and provider_type <> 'email' and auth_code is null
        and created_at > now() - make_interval(secs => ${FLOW_SECONDS})
      returning *` : [];
    if (!flow) throw new AuthError(400, "bad_oauth_state", "OAuth state not found or expired");
    if ((!flow.code_challenge || flow.linking_target_id) && !isSame(cookieOf(cookies), this.#derive("browser", flow.id))) {
      throw new AuthError(400, "bad_oauth_state", "The sign-in was begun in another browser");
    }
    return flow;
  }

  /** @returns `{session}`, or `{code}` for a client with PKCE; both with the provider's tokens */
  async finish(flow, { code, error, error_description: description }, { userAgent }) {
    if (error) throw new AuthError(400, String(error).slice(0, 100), String(description ?? "The provider refused").slice(0, 300));
    if (!code) throw new AuthError(400, "bad_oauth_callback", "OAuth callback with missing authorization code");
    const provider = providerOf(this.providers, flow.provider_type);
    const { claims, tokens } = await this.#ask(() =>
      provider.redeem({ code, verifier: this.#derive("verifier", flow.id), nonce: this.#derive("nonce", flow.id) }));
    const linkTo = flow.linking_target_id ? await findUserById(this.sql, flow.linking_target_id) : null;
    return this.sql.begin(async (sql) => {
      const user = await signInIdentity(sql, { settings: this.settings, provider, claims, linkTo });
      if (user.banned) throw new AuthError(403, "user_banned", "User is banned");
      if (flow.code_challenge) return { code: await this.flows.issueForProvider(sql, flow, user, tokens) };
      const session = await this.sessions.begin(user, "oauth", { sql, userAgent });
      return { session: { ...session, provider_token: tokens.access_token, provider_refresh_token: tokens.refresh_token } };
    });
  }

  /** A session for an ID token that the app got from the provider. @param caller of a request that adds the identity */
  async signInWithIdToken({ provider: name, id_token: idToken, access_token: accessToken, nonce }, { userAgent, caller = null }) {
    if (typeof idToken !== "string" || idToken === "") throw invalid("id_token required");
    if (caller) this.requireLinking();
    const provider = providerOf(this.providers, name);
    let claims;
    try {
      claims = await provider.verify(idToken, { accessToken });
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      this.log.warn("an ID token was refused", { provider: provider.name, error: error.message });
      throw new AuthError(400, "bad_jwt", "Bad ID token");
    }
    if (!provider.skipNonceCheck) checkNonce(claims.nonce, nonce);
    return this.sql.begin(async (sql) => {
      const user = await signInIdentity(sql, { settings: this.settings, provider, claims, linkTo: caller?.user ?? null });
      return this.sessions.begin(user, "oauth", { sql, userAgent });
    });
  }

  async unlink({ user }, id) {
    this.requireLinking();
    await this.sql.begin((sql) => removeIdentity(sql, user, id));
  }

  requireLinking() {
    if (!this.settings.enable_manual_linking) throw new AuthError(404, "manual_linking_disabled", "Manual linking is disabled");
  }

  async #ask(work) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      this.log.warn("a sign-in provider failed", { error: error.message });
      throw new AuthError(500, "unexpected_failure", "Unable to exchange external code");
    }
  }

  forgetCookie() {
    return this.#cookie("", 0);
  }

  #cookie(value, seconds) {
    // a provider that answers with a form posts across sites
    const across = this.siteUrl.startsWith("https:") ? "SameSite=None; Secure" : "SameSite=Lax";
    return `${COOKIE}=${value}; Path=/auth/v1; Max-Age=${seconds}; HttpOnly; ${across}`;
  }

  /** Secrets of a flow follow from its id, so that none is stored. */
  #derive(purpose, id) {
    return createHmac("sha256", this.#key).update(`${purpose} ${id}`).digest("base64url");
  }
}

/** As GoTrue: the provider was given the digest, the app sends what it is of. */
function checkNonce(inToken, given) {
  if (!inToken && !given) return;
  if (!inToken || !given) throw new AuthError(400, "validation_failed", "Passed nonce and nonce in id_token should either both exist or not.");
  if (!isSame(String(inToken), createHash("sha256").update(String(given)).digest("hex"))) throw new AuthError(400, "validation_failed", "Nonces mismatch");
}

function cookieOf(header) {
  return new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w-]+)`).exec(header ?? "")?.[1] ?? "";
}

function isSame(left, right) {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
