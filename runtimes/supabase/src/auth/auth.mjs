// /auth/v1: Supabase's auth as supabase-js speaks to it. Start reading at ROUTES.
import { CORS_HEADERS, bearer, json, preflight, readJson, readText } from "../http.mjs";
import { Accounts, isPkceHash } from "./accounts.mjs";
import { AuthError } from "./errors.mjs";
import { Flows } from "./flows.mjs";
import { OAuth } from "./oauth.mjs";
import { OneTimeCodes } from "./one-time-codes.mjs";
import { createProviders } from "./providers.mjs";
import { createRedirects } from "./redirects.mjs";
import { SecondFactors } from "./second-factors.mjs";
import { Sessions } from "./sessions.mjs";
import { findUserById, toUser } from "./users.mjs";

const MAX_BODY_BYTES = 256 * 1024;
const UUID = "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})";
const SCOPES = ["local", "others", "global"];

/** [method, path below /auth/v1, handler, who may: `key` an API key, `user` a signed-in user, `open` everybody] */
const ROUTES = [
  ["POST", "/signup", signUp, "key"],
  ["POST", "/token", token, "key"],
  ["POST", "/otp", sendMagicLink, "key"],
  ["POST", "/magiclink", sendMagicLink, "key"],
  ["POST", "/recover", recover, "key"],
  ["POST", "/resend", resend, "key"],
  ["POST", "/verify", verify, "key"],
  ["GET", "/verify", followLink, "open"],
  ["POST", "/logout", signOut, "user"],
  ["GET", "/user", showUser, "user"],
  ["PUT", "/user", updateUser, "user"],
  ["GET", "/reauthenticate", reauthenticate, "user"],
  ["POST", "/factors", enroll, "user"],
  ["POST", `/factors/${UUID}/challenge`, challenge, "user"],
  ["POST", `/factors/${UUID}/verify`, verifyFactor, "user"],
  ["DELETE", `/factors/${UUID}`, unenroll, "user"],
  ["GET", "/authorize", authorize, "open"],
  ["GET", "/callback", comeBack, "open"],
  ["POST", "/callback", comeBack, "open"],
  ["GET", "/user/identities/authorize", authorizeLink, "user"],
  ["DELETE", `/user/identities/${UUID}`, unlinkIdentity, "user"],
  ["GET", "/settings", showSettings, "key"],
  ["GET", "/health", health, "key"],
  ["GET", "/.well-known/jwks.json", keySet, "open"],
].map(([method, path, handler, access]) => ({ method, pattern: new RegExp(`^/auth/v1${path.replaceAll(".", "\\.")}/?$`), handler, access }));

/**
 * @param config the server's configuration
 * @param sql the environment's database, as its owner
 * @param mails what sends mails, which admin routes share
 */
export function createAuth({ config, sql, mails, apiKeys, log }) {
  const { auth: settings, jwtSecret, siteUrl } = config;
  const redirect = createRedirects(config);
  const sessions = new Sessions({ sql, settings, jwtSecret, siteUrl });
  const codes = new OneTimeCodes({ sql, settings, jwtSecret });
  const flows = new Flows({ sql, sessions });
  const accounts = new Accounts({ sql, settings, sessions, codes, flows, mails, redirect });
  const factors = new SecondFactors({ sql, settings, sessions, siteUrl });
  const providers = createProviders({ settings, siteUrl });
  const oauth = new OAuth({ sql, settings, jwtSecret, siteUrl, sessions, flows, providers, redirect, log });
  const parts = { sql, settings, siteUrl, redirect, sessions, codes, flows, mails, accounts, factors, oauth, apiKeys };

  async function answer(request) {
    const url = new URL(request.url);
    const matching = ROUTES.filter(({ pattern }) => pattern.test(url.pathname));
    const route = matching.find(({ method }) => method === request.method);
    if (matching.length === 0) return json({ code: 404, error_code: "not_found", msg: `${url.pathname} is not available` }, 404);
    if (!route) return new Response(null, { status: 405, headers: { ...CORS_HEADERS, allow: matching.map(({ method }) => method).join(", ") } });
    if (route.access !== "open") {
      const refusal = await refuseKey(request, url, apiKeys);
      if (refusal) return refusal;
    }
    const caller = route.access === "user" ? await callerOf(request, parts) : null;
    const body = ["POST", "PUT"].includes(request.method) ? await readBody(request) : {};
    const context = {
      ...parts,
      request,
      caller,
      body,
      query: url.searchParams,
      id: route.pattern.exec(url.pathname)[1],
      redirectTo: url.searchParams.get("redirect_to") ?? request.headers.get("referer"),
      userAgent: request.headers.get("user-agent")?.slice(0, 500) ?? null,
    };
    return route.handler(context);
  }

  async function handle(request) {
    if (request.method === "OPTIONS") return preflight(request);
    try {
      return await answer(request);
    } catch (error) {
      if (error instanceof AuthError) return refusalOf(error);
      log.error("auth request failed", { method: request.method, path: new URL(request.url).pathname, error: error.message, code: error.code });
      return refusalOf(new AuthError(500, "unexpected_failure", "Unexpected failure, please check server logs for more information"));
    }
  }
  return { handle, ...parts };
}

async function signUp({ accounts, body, redirectTo, userAgent }) {
  const answer = await accounts.signUp(body, { redirectTo, userAgent });
  return json(answer.access_token ? answer : answer.user);
}

async function token({ request, accounts, sessions, flows, oauth, sql, apiKeys, body, query, userAgent }) {
  switch (query.get("grant_type")) {
    case "password": return json({ ...(await accounts.signInWithPassword(body, { userAgent })), weak_password: null });
    case "refresh_token": return json(await sessions.refresh(body.refresh_token));
    case "pkce": return json(await flows.exchange(body, { userAgent }));
    case "id_token": {
      const caller = body.link_identity ? await callerOf(request, { sql, apiKeys }) : null;
      return json(await oauth.signInWithIdToken(body, { userAgent, caller }));
    }
    default: throw new AuthError(400, "invalid_credentials", "unsupported_grant_type");
  }
}

async function sendMagicLink({ accounts, body, redirectTo }) {
  await accounts.sendMagicLink(body, { redirectTo });
  return json({});
}

async function recover({ accounts, body, redirectTo }) {
  await accounts.recover(body, { redirectTo });
  return json({});
}

async function resend({ accounts, body, redirectTo }) {
  await accounts.resend(body, { redirectTo });
  return json({});
}

async function verify({ accounts, body, userAgent }) {
  const answer = await accounts.verify(body, { userAgent });
  return json(answer.message ? { code: 200, msg: answer.message } : answer);
}

/** A link of a mail, followed in a browser: back to the app, with a session, a code or an error. */
async function followLink({ accounts, redirect, query, userAgent }) {
  const target = redirect(query.get("redirect_to"));
  const hash = query.get("token") ?? query.get("token_hash") ?? "";
  const type = query.get("type");
  if (!type || !hash) throw new AuthError(400, "validation_failed", "Verify requires a type and a token");
  try {
    const answer = isPkceHash(hash) ? await accounts.verifyForCode({ type, hash }) : await accounts.verify({ type, token_hash: hash }, { userAgent });
    if (answer.code) return seeOther(target, { query: { code: answer.code } });
    if (answer.message) return seeOther(target, { hash: { message: answer.message } });
    return seeOther(target, { hash: { ...sessionParameters(answer), type } });
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    const parameters = { error: "access_denied", error_code: error.code, error_description: error.message };
    return seeOther(target, { hash: parameters, ...(isPkceHash(hash) ? { query: parameters } : {}) });
  }
}

/** To a provider. Errors are answered here: nothing is known yet about who asks. */
async function authorize({ oauth, query, redirectTo }) {
  const { url, cookie } = await oauth.begin(query, { redirectTo });
  return new Response(null, { status: 302, headers: { location: url, "set-cookie": cookie, "cache-control": "no-store" } });
}

/** Back from a provider: to the app, with a session, a code or an error. */
async function comeBack({ request, oauth, redirect, query, body, userAgent }) {
  const parameters = { ...Object.fromEntries(query), ...body };
  const headers = { "set-cookie": oauth.forgetCookie() };
  let target = redirect(null);
  try {
    const flow = await oauth.take(parameters.state, request.headers.get("cookie"));
    target = redirect(flow.referrer);
    const { session, code } = await oauth.finish(flow, parameters, { userAgent });
    if (code) return seeOther(target, { query: { code } }, headers);
    const { provider_token: token, provider_refresh_token: refreshToken } = session;
    const more = { ...(token ? { provider_token: token } : {}), ...(refreshToken ? { provider_refresh_token: refreshToken } : {}) };
    return seeOther(target, { hash: { ...sessionParameters(session), ...more } }, headers);
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    const said = { error: error.status >= 500 ? "server_error" : "access_denied", error_code: error.code, error_description: error.message };
    return seeOther(target, { query: said, hash: said }, headers);
  }
}

async function authorizeLink({ oauth, caller, query, redirectTo }) {
  oauth.requireLinking();
  const { url, cookie } = await oauth.begin(query, { redirectTo, linkTo: caller.user });
  return json({ url }, 200, { "set-cookie": cookie });
}

async function unlinkIdentity({ oauth, caller, id }) {
  await oauth.unlink(caller, id);
  return json({});
}

async function signOut({ sessions, caller: { user, session }, query, body }) {
  const scope = query.get("scope") ?? body.scope ?? "global";
  if (!SCOPES.includes(scope)) throw new AuthError(400, "validation_failed", `Unsupported logout scope "${scope}"`);
  await sessions.end(user.id, session?.id ?? null, scope);
  return new Response(null, { status: 204, headers: CORS_HEADERS });
}

async function showUser({ caller }) {
  return json(toUser(caller.user));
}

async function updateUser({ accounts, caller, body, redirectTo }) {
  return json(await accounts.update(caller, body, { redirectTo }));
}

async function reauthenticate({ accounts, caller }) {
  await accounts.reauthenticate(caller);
  return json({});
}

async function enroll({ factors, caller, body }) {
  return json(await factors.enroll(withSession(caller), body));
}

async function challenge({ factors, caller, id }) {
  return json(await factors.challenge(withSession(caller), id));
}

async function verifyFactor({ factors, caller, id, body }) {
  return json(await factors.verify(withSession(caller), id, body));
}

async function unenroll({ factors, caller, id }) {
  return json(await factors.unenroll(withSession(caller), id));
}

function showSettings({ settings }) {
  const external = Object.fromEntries(Object.entries(settings.external).map(([name, { enabled }]) => [name, enabled]));
  return json({
    external: { anonymous_users: settings.enable_anonymous_sign_ins, ...external, email: settings.email.enable_signup, phone: false },
    disable_signup: !settings.enable_signup,
    mailer_autoconfirm: !settings.email.enable_confirmations,
    phone_autoconfirm: false,
    sms_provider: "",
    saml_enabled: false,
  });
}

function health() {
  return json({ version: "homeport", name: "GoTrue", description: "GoTrue is a user registration and authentication API" });
}

/** Tokens are signed with a shared secret, which no key set may show. */
function keySet() {
  return json({ keys: [] }, 200, { "cache-control": "public, max-age=600" });
}

/** The parameters in which a browser brings a session to the app. */
export function sessionParameters({ access_token, refresh_token, expires_in, expires_at, token_type }) {
  return { access_token, expires_at, expires_in, refresh_token, token_type };
}

/** @param target where auth may redirect to: see redirects.mjs */
export function seeOther(target, { query = {}, hash = {} }, headers = {}) {
  const url = new URL(target);
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  if (Object.keys(hash).length > 0) url.hash = new URLSearchParams(hash).toString();
  return new Response(null, { status: 303, headers: { location: url.href, "cache-control": "no-store", "referrer-policy": "no-referrer", ...headers } });
}

/** The user whose token a request bears. @throws {AuthError} */
async function callerOf(request, { sql, apiKeys }) {
  const given = bearer(request);
  if (!given) throw new AuthError(401, "no_authorization", "This endpoint requires a valid Bearer token");
  const claims = await apiKeys.claimsOf(given);
  if (!claims) throw new AuthError(403, "bad_jwt", "invalid JWT: unable to parse or verify signature");
  if (!claims.sub) throw new AuthError(403, "bad_jwt", "invalid claim: missing sub claim");
  const user = new RegExp(`^${UUID}$`).test(claims.sub) ? await findUserById(sql, claims.sub) : undefined;
  if (!user) throw new AuthError(403, "user_not_found", "User from sub claim in JWT does not exist");
  if (!claims.session_id) return { user, claims, session: null };
  const [session] = await sql`select id, aal from auth.sessions where id::text = ${String(claims.session_id)} and user_id = ${user.id}`;
  if (!session) throw new AuthError(403, "session_not_found", "Session from session_id claim in JWT does not exist");
  // a token speaks for what it says, also when its session was lifted since
  return { user, claims, session: { ...session, aal: claims.aal === session.aal ? session.aal : "aal1" } };
}

function withSession(caller) {
  if (!caller.session) throw new AuthError(403, "session_not_found", "A session is required");
  return caller;
}

async function refuseKey(request, url, apiKeys) {
  const key = request.headers.get("apikey") ?? url.searchParams.get("apikey");
  if (!key) return json({ message: "No API key found in request", hint: "No `apikey` request header or url param was found." }, 401);
  if (!(await apiKeys.resolve(key))) return json({ message: "Invalid API key", hint: "Double check your Supabase `apikey`" }, 401);
  return null;
}

async function readBody(request) {
  const isForm = (request.headers.get("content-type") ?? "").startsWith("application/x-www-form-urlencoded");
  if (isForm && new URL(request.url).pathname.startsWith("/auth/v1/callback")) {
    return Object.fromEntries(new URLSearchParams((await readText(request, MAX_BODY_BYTES)) ?? ""));
  }
  const body = await readJson(request, MAX_BODY_BYTES);
  if (body === undefined) throw new AuthError(400, "bad_json", "Could not parse request body as JSON");
  if (body === null) return {};
  if (typeof body !== "object" || Array.isArray(body)) throw new AuthError(400, "bad_json", "The request body must be a JSON object");
  return body;
}

export function refusalOf(error) {
  return json(error.body(), error.status, { "x-sb-error-code": error.code });
}
