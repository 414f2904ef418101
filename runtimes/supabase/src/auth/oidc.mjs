// OpenID Connect: the endpoints and keys of a provider by discovery, and ID tokens checked against them.
import { createHash } from "node:crypto";
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";

const DISCOVERY_MS = 3_600_000;
const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 256 * 1024;
const CLOCK_TOLERANCE_SECONDS = 30;
/** No shared-secret algorithm: the key would be one that the app's client may know. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

/** What a provider said or did not say; never holds a token or a secret. */
export class ProviderError extends Error {}

export class OidcProvider {
  #discovered = null;

  /**
   * @param issuer as the provider's own discovery document names it
   * @param endpoints what that document says, where it need not be asked for
   */
  constructor({ name, issuer, clientIds, secret, redirectUri, endpoints = null }) {
    Object.assign(this, { name, issuer, clientIds, redirectUri });
    this.secret = secret;
    if (endpoints) this.#discovered = { at: Infinity, result: Promise.resolve(withKeys(endpoints)) };
  }

  async authorizeUrl({ state, nonce, challenge, scopes, extra }) {
    const { endpoints } = await this.#discover();
    const url = new URL(endpoints.authorization_endpoint);
    const parameters = {
      ...extra,
      response_type: "code",
      client_id: this.clientIds[0],
      redirect_uri: this.redirectUri,
      scope: [...new Set(["openid", "email", "profile", ...scopes])].join(" "),
      state,
      nonce,
      code_challenge: challenge,
      code_challenge_method: "S256",
    };
    for (const [key, value] of Object.entries(parameters)) url.searchParams.set(key, value);
    return url.href;
  }

  /** Who signed in, and the provider's tokens. @throws {ProviderError} */
  async redeem({ code, verifier, nonce }) {
    const { endpoints } = await this.#discover();
    const tokens = await postForm(endpoints.token_endpoint, {
      grant_type: "authorization_code", code, redirect_uri: this.redirectUri, code_verifier: verifier,
    }, this.#clientAuthentication(endpoints));
    if (typeof tokens.id_token !== "string") throw new ProviderError(`${this.name} answered without an ID token`);
    const claims = await this.verify(tokens.id_token, { accessToken: tokens.access_token });
    if (claims.nonce !== nonce) throw new ProviderError(`${this.name}: the nonce of the ID token is another`);
    const more = endpoints.userinfo_endpoint && tokens.access_token ? await getJson(endpoints.userinfo_endpoint, tokens.access_token) : {};
    if (more.sub !== undefined && more.sub !== claims.sub) throw new ProviderError(`${this.name}: the user info is another user's`);
    // An address and whether it is verified are said by one voice.
    const { email, email_verified } = claims.email === undefined ? more : claims;
    return { claims: { ...more, ...claims, email, email_verified }, tokens };
  }

  /**
   * The claims of an ID token that this provider signed for one of this app's clients.
   *
   * @throws {ProviderError} saying what is wrong with it
   */
  async verify(idToken, { accessToken } = {}) {
    const { keys } = await this.#discover();
    let verified;
    try {
      verified = await jwtVerify(idToken, keys, {
        issuer: this.issuer === "https://accounts.google.com" ? [this.issuer, "accounts.google.com"] : this.issuer,
        audience: this.clientIds,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ["sub", "exp", "iat"],
      });
    } catch (error) {
      throw new ProviderError(`${this.name}: the ID token is not valid (${error.code ?? error.name})`);
    }
    const { payload } = verified;
    if (typeof payload.sub !== "string" || payload.sub === "") throw new ProviderError(`${this.name}: the ID token has no subject`);
    if (payload.azp !== undefined && !this.clientIds.includes(payload.azp)) throw new ProviderError(`${this.name}: the ID token is for another client`);
    if (accessToken && payload.at_hash && payload.at_hash !== halfDigest(accessToken, decodeProtectedHeader(idToken).alg)) {
      throw new ProviderError(`${this.name}: the access token does not belong to the ID token`);
    }
    return payload;
  }

  #clientAuthentication({ token_endpoint_auth_methods_supported: methods = ["client_secret_basic"] }) {
    const [clientId] = this.clientIds;
    if (!this.secret) return { form: { client_id: clientId } };
    if (!methods.includes("client_secret_basic")) return { form: { client_id: clientId, client_secret: this.secret } };
    const encode = (text) => encodeURIComponent(text).replaceAll("%20", "+");
    return { headers: { authorization: `Basic ${Buffer.from(`${encode(clientId)}:${encode(this.secret)}`).toString("base64")}` } };
  }

  /** Read once an hour; a failure is not remembered. */
  #discover() {
    if (this.#discovered && Date.now() - this.#discovered.at < DISCOVERY_MS) return this.#discovered.result;
    const discovery = { at: Date.now(), result: this.#readDiscovery() };
    discovery.result.catch(() => this.#discovered === discovery && (this.#discovered = null));
    this.#discovered = discovery;
    return discovery.result;
  }

  async #readDiscovery() {
    const endpoints = await getJson(`${this.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
    if (endpoints.issuer !== this.issuer) throw new ProviderError(`${this.name}: the discovery document is of another issuer than the configured url`);
    for (const key of ["authorization_endpoint", "token_endpoint", "jwks_uri"]) {
      if (!isHttp(endpoints[key], this.issuer)) throw new ProviderError(`${this.name}: the discovery document has no usable ${key}`);
    }
    return withKeys(endpoints);
  }
}

/** Keys are read when the first token comes, and again when a token names an unknown one. */
function withKeys(endpoints) {
  return { endpoints, keys: createRemoteJWKSet(new URL(endpoints.jwks_uri), { timeoutDuration: TIMEOUT_MS }) };
}

/** Endpoints are https, unless the issuer itself is not: a provider on the developer's machine. */
function isHttp(url, issuer) {
  return typeof url === "string" && URL.canParse(url) && [new URL(issuer).protocol, "https:"].includes(new URL(url).protocol);
}

export function postForm(url, form, { headers = {}, form: more = {} } = {}) {
  const body = new URLSearchParams({ ...form, ...more });
  return exchange(url, { method: "POST", body, headers: { accept: "application/json", ...headers } });
}

export function getJson(url, accessToken) {
  const headers = { accept: "application/json", "user-agent": "homeport", ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}) };
  return exchange(url, { headers });
}

/** Redirects are not followed: they would carry codes and secrets to where nobody configured. */
async function exchange(url, options) {
  const { host } = new URL(url);
  let response;
  try {
    response = await fetch(url, { ...options, redirect: "error", signal: AbortSignal.timeout(TIMEOUT_MS) });
    const chunks = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) throw new ProviderError(`${host} answered with more than ${MAX_ANSWER_BYTES} bytes`);
      chunks.push(chunk);
    }
    const answer = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    if (!response.ok || answer.error) throw new ProviderError(`${host} answered ${response.status} ${typeof answer.error === "string" ? answer.error.slice(0, 60) : ""}`.trim());
    return answer;
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    throw new ProviderError(`${host} could not be asked: ${response ? `${response.status}, no JSON` : (error.cause?.code ?? error.name)}`);
  }
}

function halfDigest(token, algorithm) {
  const digest = createHash(`sha${/\d+$/.exec(algorithm)?.[0] ?? 512}`).update(token).digest();
  return digest.subarray(0, digest.length / 2).toString("base64url");
}
