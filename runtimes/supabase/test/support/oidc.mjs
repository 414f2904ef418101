// A real OpenID Connect provider on loopback, whose users sign in by naming themselves (login_hint).
import http from "node:http";
import { Provider } from "oidc-provider";
import { freePort } from "./servers.mjs";

export const CLIENT = { id: "web-client", secret: "a-secret-of-the-web-client", native: "native-client" };
const NATIVE_REDIRECT = "http://127.0.0.1/native";

/**
 * @param accounts subject → claims
 * @param redirectUris where the web client may be sent back to
 */
export async function startOidcProvider({ accounts, redirectUris }) {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [
      { client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: redirectUris },
      { client_id: CLIENT.native, application_type: "native", token_endpoint_auth_method: "none", redirect_uris: [NATIVE_REDIRECT] },
      { client_id: "another-app", application_type: "native", token_endpoint_auth_method: "none", redirect_uris: [NATIVE_REDIRECT] },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "picture"] },
    conformIdTokenClaims: false,
    cookies: { keys: ["only for tests"] },
    features: { devInteractions: { enabled: false } },
    findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts[id] }) }),
    interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => true },
  });
  const answer = provider.callback();
  const server = http.createServer((request, response) => {
    if (!request.url.startsWith("/interaction/")) return answer(request, response);
    return signIn(provider, request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { issuer, nativeToken: (options) => nativeToken(issuer, options), stop: () => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve))) };
}

async function signIn(provider, request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId: params.login_hint, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const grantId = await grant.save();
  await provider.interactionFinished(request, response, { login: { accountId: params.login_hint }, consent: { grantId } });
}

/** What a native app gets by itself: an ID token, and its access token. */
async function nativeToken(issuer, { account, nonce, client = CLIENT.native }) {
  const verifier = "v".repeat(50);
  const challenge = Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(verifier))).toString("base64url");
  const url = new URL(`${issuer}/auth`);
  url.search = new URLSearchParams({ client_id: client, redirect_uri: NATIVE_REDIRECT, response_type: "code", scope: "openid email profile",
    code_challenge: challenge, code_challenge_method: "S256", login_hint: account, ...(nonce ? { nonce } : {}) });
  const back = await browse(url.href, { until: NATIVE_REDIRECT });
  const response = await fetch(`${issuer}/token`, { method: "POST", body: new URLSearchParams({
    grant_type: "authorization_code", client_id: client, redirect_uri: NATIVE_REDIRECT, code: back.searchParams.get("code"), code_verifier: verifier }) });
  return response.json();
}

/** Follows redirects as a browser does, with cookies, until one leads to `until`. @returns that URL */
export async function browse(from, { until, cookies = new Map() }) {
  let url = new URL(from);
  for (let hops = 0; hops < 15; hops++) {
    if (url.href.startsWith(until)) return url;
    const jar = cookies.get(url.host) ?? new Map();
    cookies.set(url.host, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { redirect: "manual", headers: cookie ? { cookie } : {} });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      jar.set(name, value);
    }
    const location = response.headers.get("location");
    if (!location) throw new Error(`${url} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
    url = new URL(location, url);
  }
  throw new Error(`too many redirects: ${url}`);
}
