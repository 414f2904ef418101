// The sign-in providers of the configuration. Every OpenID Connect provider works by its issuer (`url`); GitHub, which
// is none, by its own API.
import { AuthError } from "./errors.mjs";
import { OidcProvider, ProviderError, getJson, postForm } from "./oidc.mjs";

/** Providers whose issuer needs no `url`. */
const ISSUERS = {
  google: "https://accounts.google.com",
  apple: "https://appleid.apple.com",
  gitlab: "https://gitlab.com",
  linkedin_oidc: "https://www.linkedin.com/oauth",
  slack_oidc: "https://slack.com",
};

/** What Google's discovery document says, so that the commonest provider needs no request before the first. */
const GOOGLE = {
  authorization_endpoint: "https://accounts.google.com/o/oauth2/v2/auth",
  token_endpoint: "https://oauth2.googleapis.com/token",
  userinfo_endpoint: "https://openidconnect.googleapis.com/v1/userinfo",
  jwks_uri: "https://www.googleapis.com/oauth2/v3/certs",
};

/** @throws {Error} naming the key of a provider that cannot be used as it is configured */
export function createProviders({ settings, siteUrl }) {
  const enabled = Object.entries(settings.external).filter(([, { enabled: on }]) => on);
  return new Map(enabled.map(([name, configured]) => [name, createProvider(name, configured, siteUrl)]));
}

function createProvider(name, { client_id: ids, secret, url, redirect_uri: redirectUri, ...options }, siteUrl) {
  const clientIds = ids.split(",").map((id) => id.trim()).filter(Boolean);
  if (clientIds.length === 0) throw new Error(`auth.external.${name}.client_id is missing`);
  const common = { name, clientIds, secret, redirectUri: redirectUri || `${siteUrl}/auth/v1/callback` };
  const flags = {
    emailOptional: options.email_optional,
    skipNonceCheck: options.skip_nonce_check,
    scopes: options.scopes.split(/[\s,]+/).filter(Boolean),
  };
  if (name === "github") return Object.assign(new GitHub({ ...common, url }), flags);
  const issuer = url || ISSUERS[name];
  if (!issuer) throw new Error(`auth.external.${name}.url is missing: give the issuer of an OpenID Connect provider`);
  return Object.assign(new OidcProvider({ ...common, issuer, endpoints: issuer === ISSUERS.google ? GOOGLE : null }), flags);
}

/** @throws {AuthError} when there is none of that name */
export function providerOf(providers, name) {
  const provider = providers.get(String(name ?? "").toLowerCase());
  if (!provider) throw new AuthError(400, "validation_failed", "Unsupported provider: provider is not enabled");
  return provider;
}

class GitHub {
  constructor({ name, clientIds, secret, redirectUri, url }) {
    Object.assign(this, { name, clientIds, redirectUri });
    this.secret = secret;
    this.base = (url || "https://github.com").replace(/\/$/, "");
    this.api = url ? `${this.base}/api/v3` : "https://api.github.com";
  }

  async authorizeUrl({ state, challenge, scopes, extra }) {
    const url = new URL(`${this.base}/login/oauth/authorize`);
    const parameters = { ...extra, client_id: this.clientIds[0], redirect_uri: this.redirectUri, state,
      scope: [...new Set(["user:email", ...scopes])].join(" "), code_challenge: challenge, code_challenge_method: "S256" };
    for (const [key, value] of Object.entries(parameters)) url.searchParams.set(key, value);
    return url.href;
  }

  async redeem({ code, verifier }) {
    const tokens = await postForm(`${this.base}/login/oauth/access_token`, {
      code, client_id: this.clientIds[0], client_secret: this.secret, redirect_uri: this.redirectUri, code_verifier: verifier });
    if (typeof tokens.access_token !== "string") throw new ProviderError("github answered without an access token");
    const [user, emails] = await Promise.all([getJson(`${this.api}/user`, tokens.access_token), getJson(`${this.api}/user/emails`, tokens.access_token)]);
    if (!Number.isInteger(user.id) || !Array.isArray(emails)) throw new ProviderError("github answered without a user");
    const email = emails.find((it) => it.primary) ?? emails[0];
    const claims = {
      iss: this.api, sub: String(user.id), email: email?.email, email_verified: email?.verified === true, name: user.name ?? undefined,
      picture: user.avatar_url, preferred_username: user.login, user_name: user.login,
    };
    return { claims, tokens };
  }

  async verify() {
    throw new ProviderError("github signs no ID tokens");
  }
}
