// Sign-in through a provider, tried with a real OpenID Connect provider.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { createLovableAuth } from "@lovable.dev/cloud-auth-js";
import { createClient } from "@supabase/supabase-js";
import { SignJWT, generateKeyPair } from "jose";
import WebSocket from "ws";
import { globToRegExp } from "../src/auth/redirects.mjs";
import { clientOf, closeClients } from "./support/clients.mjs";
import { createEnvironment } from "./support/environments.mjs";
import { CLIENT, browse, startOidcProvider } from "./support/oidc.mjs";
import { startPostgres } from "./support/postgres.mjs";
import { configFor, freePort, startServer } from "./support/servers.mjs";

const PASSWORD = "secret12";
const ACCOUNTS = {
  ann: { email: "ann@example.com", email_verified: true, name: "Ann A", picture: "https://pictures.example.com/ann" },
  bob: { email: "bob@example.com", email_verified: false, name: "Bob" },
  cee: { email: "Cee@Example.com", email_verified: true },
  dee: { email: "dee@example.com", email_verified: true },
  eve: { email: "eve@example.com", email_verified: true },
  fay: { email: "fay@example.com", email_verified: true },
};

let cluster, environment, config, server, provider, app;

before(async () => {
  cluster = await startPostgres();
  environment = await createEnvironment(cluster, "providers");
  const port = await freePort();
  provider = await startOidcProvider({ accounts: ACCOUNTS, redirectUris: [`http://127.0.0.1:${port}/auth/v1/callback`] });
  config = await configFor(environment, {
    port,
    redirectUrls: ["https://shop.example.com/**"],
    auth: {
      enable_manual_linking: true,
      external: {
        keycloak: { enabled: true, client_id: `${CLIENT.id},${CLIENT.native}`, secret: CLIENT.secret, url: provider.issuer },
        gitlab: { enabled: true, client_id: "x", secret: "not-a-real-secret", url: `http://127.0.0.1:${await freePort()}` },
      },
    },
  });
  server = await startServer(config);
  app = `${config.siteUrl}/app`;
});

after(async () => {
  await closeClients();
  await server?.stop();
  await provider?.stop();
  await environment?.sql.end();
  await cluster?.stop();
});

test("a_provider_found_by_its_issuer_signs_in_and_the_same_user_again", async () => {
  const first = await signIn("ann");
  const second = await signIn("ann");
  const { user } = ok(await first.auth.getUser());
  assert.equal(ok(await second.auth.getUser()).user.id, user.id);
  assert.deepEqual([user.email, user.user_metadata.full_name, user.user_metadata.avatar_url, user.app_metadata.provider, user.identities.length],
    ["ann@example.com", "Ann A", "https://pictures.example.com/ann", "keycloak", 1]);
});

test("a_client_with_pkce_gets_a_code_instead_of_tokens", async () => {
  const stored = new Map();
  const storage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value), removeItem: (key) => stored.delete(key) };
  const client = clientOf(server.url, environment.anonKey, { flowType: "pkce", storage, persistSession: true });
  const back = await browse(await urlOf(client, "ann"), { until: app });
  assert.equal(back.hash, "");
  const { session } = ok(await client.auth.exchangeCodeForSession(back.searchParams.get("code")));
  assert.equal(session.user.email, "ann@example.com");
  assert.ok(session.provider_token);
  assert.equal((await flows()).length, 0);
});

test("a_return_counts_once_and_only_in_the_browser_that_began", async () => {
  const callback = `${config.siteUrl}/auth/v1/callback`;
  const cookies = new Map();
  const back = await browse(await urlOf(client(), "ann"), { until: callback, cookies });
  assert.match((await browse(back.href, { until: config.siteUrl + "/?" })).searchParams.get("error_description"), /another browser/);
  assert.equal((await browse(back.href, { until: config.siteUrl + "/?", cookies })).searchParams.get("error_code"), "bad_oauth_state", "it was used up");
  const again = await browse(await urlOf(client(), "ann"), { until: callback, cookies });
  assert.match((await browse(again.href, { until: app, cookies })).hash, /access_token/);
  assert.equal((await browse(again.href, { until: config.siteUrl + "/?", cookies })).searchParams.get("error_code"), "bad_oauth_state");
  const forged = `${callback}?code=x&state=00000000-0000-4000-8000-000000000000`;
  assert.equal((await browse(forged, { until: config.siteUrl + "/?" })).searchParams.get("error_code"), "bad_oauth_state");
});

test("an_address_that_the_provider_did_not_verify_signs_nobody_in", async () => {
  // Given
  ok(await client().auth.signUp({ email: "bob@example.com", password: PASSWORD }));
  // When
  const back = await browse(await urlOf(client(), "bob"), { until: app });
  // Then
  assert.equal(back.searchParams.get("error_code"), "provider_email_needs_verification");
  const [{ count }] = await environment.sql`select count(*)::int from auth.identities where provider = 'keycloak' and provider_id = 'bob'`;
  assert.equal(count, 0);
});

test("a_verified_address_joins_the_account_that_showed_it_was_theirs", async () => {
  const { properties } = ok(await service().auth.admin.generateLink({ type: "signup", email: "cee@example.com", password: PASSWORD }));
  await fetch(properties.action_link, { redirect: "manual" });
  const { user } = ok(await (await signIn("cee")).auth.getUser());
  assert.deepEqual([user.app_metadata.providers, user.identities.length], [["email", "keycloak"], 2]);
  ok(await client().auth.signInWithPassword({ email: "cee@example.com", password: PASSWORD }));
});

test("who_only_knew_the_address_is_out_when_its_owner_comes_through_the_provider", async () => {
  // Given
  const squatter = client();
  ok(await squatter.auth.signUp({ email: "dee@example.com", password: PASSWORD }));
  // When
  const { user } = ok(await (await signIn("dee")).auth.getUser());
  // Then
  assert.equal(user.identities.length, 1);
  assert.equal((await client().auth.signInWithPassword({ email: "dee@example.com", password: PASSWORD })).error.code, "invalid_credentials");
  assert.ok((await squatter.auth.refreshSession()).error);
});

test("a_signed_in_user_links_and_unlinks_an_identity", async () => {
  const user = client();
  ok(await user.auth.signUp({ email: "other@example.com", password: PASSWORD }));
  const { url, cookies } = await linkUrlOf(user, "eve");
  await browse(url, { until: app, cookies });
  const { identities } = ok(await user.auth.getUserIdentities());
  assert.deepEqual(identities.map((it) => it.provider), ["email", "keycloak"]);
  ok(await user.auth.unlinkIdentity(identities[1]));
  const { identities: rest } = ok(await user.auth.getUserIdentities());
  assert.equal((await user.auth.unlinkIdentity(rest[0])).error.code, "single_identity_not_deletable");
});

test("an_identity_of_another_user_is_not_linked", async () => {
  await signIn("ann");
  const user = client();
  ok(await user.auth.signUp({ email: "linker@example.com", password: PASSWORD }));
  const { url, cookies } = await linkUrlOf(user, "ann");
  assert.equal((await browse(url, { until: app, cookies })).searchParams.get("error_code"), "identity_already_exists");
});

test("nobody_is_led_to_give_another_the_own_identity", async () => {
  const attacker = client();
  ok(await attacker.auth.signUp({ email: "attacker@example.com", password: PASSWORD }));
  const { url } = await linkUrlOf(attacker, "eve");
  const back = await browse(url, { until: `${config.siteUrl}/?` });
  assert.match(back.searchParams.get("error_description"), /another browser/);
  assert.equal(ok(await attacker.auth.getUserIdentities()).identities.length, 1);
});

test("an_anonymous_user_who_links_an_identity_becomes_permanent", async () => {
  const { user: { id } } = ok(await service().auth.admin.createUser({ email: "placeholder@example.com", email_confirm: true }));
  await environment.sql`update auth.users set is_anonymous = true, email = null where id = ${id}`;
  const token = await environment.token({ sub: id, role: "authenticated", aud: "authenticated" });
  const { id_token: idToken } = await provider.nativeToken({ account: "fay" });
  const answer = await idTokenGrant({ provider: "keycloak", id_token: idToken, link_identity: true }, { authorization: `Bearer ${token}` });
  assert.deepEqual([answer.user.id, answer.user.is_anonymous, answer.user.email], [id, false, "fay@example.com"]);
});

test("an_id_token_that_the_app_got_itself_signs_in", async () => {
  const nonce = "a nonce of the app";
  const tokens = await provider.nativeToken({ account: "ann", nonce: createHash("sha256").update(nonce).digest("hex") });
  const { user, session } = ok(await client().auth.signInWithIdToken({ provider: "keycloak", token: tokens.id_token, access_token: tokens.access_token, nonce }));
  assert.deepEqual([user.email, Boolean(session.access_token)], ["ann@example.com", true]);
});

test("an_id_token_that_is_not_for_this_app_or_not_whole_is_refused", async () => {
  const good = (await provider.nativeToken({ account: "ann" })).id_token;
  const { id_token: foreign } = await provider.nativeToken({ account: "ann", client: "another-app" });
  const { id_token: withNonce } = await provider.nativeToken({ account: "ann", nonce: "digest" });
  const claims = { iss: provider.issuer, aud: CLIENT.id, sub: "ann", email: "ann@example.com", email_verified: true };
  const { privateKey } = await generateKeyPair("RS256");
  const signed = (alg, key) => new SignJWT(claims).setProtectedHeader({ alg }).setIssuedAt().setExpirationTime("5m").sign(key);
  const [header, , signature] = good.split(".");
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const bad = {
    "of another client": foreign,
    "of an unknown key": await signed("RS256", privateKey),
    "signed with the client's secret": await signed("HS256", new TextEncoder().encode(CLIENT.secret.padEnd(32, "x"))),
    "unsigned": `${encode({ alg: "none" })}.${encode({ ...claims, exp: 4102444800, iat: 1 })}.`,
    "with other claims": `${header}.${encode({ ...claims, sub: "eve", exp: 4102444800, iat: 1 })}.${signature}`,
    "with a nonce nobody knows": withNonce,
    "no token": "x.y.z",
  };
  for (const [what, token] of Object.entries(bad)) assert.ok((await client().auth.signInWithIdToken({ provider: "keycloak", token })).error, what);
  assert.ok((await client().auth.signInWithIdToken({ provider: "keycloak", token: good, nonce: "one too many" })).error, "a nonce too many");
  ok(await client().auth.signInWithIdToken({ provider: "keycloak", token: good }));
});

test("a_sign_in_leads_back_only_to_where_it_may", async () => {
  const { url } = ok(await client().auth.signInWithOAuth({ provider: "keycloak", options: {
    redirectTo: "https://evil.example.com/", skipBrowserRedirect: true, queryParams: { login_hint: "ann" } } }));
  assert.match((await browse(url, { until: `${config.siteUrl}/#` })).hash, /access_token/);
});

test("globs_of_redirects_do_not_reach_across_hosts", () => {
  const fits = (glob, url) => globToRegExp(glob).test(url);
  assert.ok(fits("https://*.example.com/**", "https://a.example.com/b/c"));
  assert.ok(fits("https://shop.example.com/a?c", "https://shop.example.com/abc"));
  for (const url of ["https://evil.com/.example.com/x", "https://a.b.example.com/", "https://aXexample.com/"]) assert.ok(!fits("https://*.example.com/**", url), url);
});

test("a_provider_that_does_not_answer_is_an_error_without_its_secret", async () => {
  const { url } = ok(await client().auth.signInWithOAuth({ provider: "gitlab", options: { skipBrowserRedirect: true } }));
  const answer = await fetch(url, { redirect: "manual" });
  assert.equal(answer.status, 500);
  assert.ok(!(await answer.text()).includes("not-a-real-secret"));
  assert.ok(!server.log().includes("not-a-real-secret") && !server.log().includes(CLIENT.secret));
  assert.match(server.log(), /a sign-in provider failed/);
});

test("a_provider_that_is_not_configured_is_refused", async () => {
  const { url } = ok(await client().auth.signInWithOAuth({ provider: "discord", options: { skipBrowserRedirect: true } }));
  assert.equal((await fetch(url, { redirect: "manual" })).status, 400);
});

test("lovables_sign_in_works_through_the_environments_provider", async () => {
  // Given
  const location = { origin: config.siteUrl, href: "" };
  const page = { location };
  Object.assign(globalThis, { window: Object.assign(page, { self: page, top: page }) });
  if (!globalThis.navigator) Object.defineProperty(globalThis, "navigator", { value: { userAgent: "a browser", maxTouchPoints: 0 }, configurable: true });
  // When
  const result = await createLovableAuth().signInWithOAuth("keycloak", { redirect_uri: app, extraParams: { login_hint: "ann" } });
  delete globalThis.window;
  // Then
  assert.equal(result.redirected, true);
  const back = await browse(new URL(location.href, config.siteUrl).href, { until: app });
  const session = new URLSearchParams(back.hash.slice(1));
  const { user } = ok(await client().auth.setSession({ access_token: session.get("access_token"), refresh_token: session.get("refresh_token") }));
  assert.equal(user.email, "ann@example.com");
});

function client() {
  return clientOf(server.url, environment.anonKey);
}

function service() {
  return clientOf(server.url, environment.serviceKey);
}

async function urlOf(asking, account) {
  const options = { redirectTo: app, skipBrowserRedirect: true, queryParams: { login_hint: account } };
  return ok(await asking.auth.signInWithOAuth({ provider: "keycloak", options })).url;
}

/** Where supabase-js leads to link an identity, and the cookies that a browser on the app's origin has then. */
async function linkUrlOf(user, account) {
  const { session } = (await user.auth.getSession()).data;
  const lines = [];
  const asking = createClient(server.url, environment.anonKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: WebSocket },
    global: { fetch: async (...request) => {
      const response = await fetch(...request);
      lines.push(...response.headers.getSetCookie());
      return response;
    } },
  });
  ok(await asking.auth.setSession({ access_token: session.access_token, refresh_token: session.refresh_token }));
  const { url } = ok(await asking.auth.linkIdentity({ provider: "keycloak", options: { redirectTo: app, queryParams: { login_hint: account } } }));
  const [, name, value] = /^([^=]+)=([^;]*)/.exec(lines.at(-1));
  return { url, cookies: new Map([[new URL(server.url).host, new Map([[name, value]])]]) };
}

/** A client that signed in through the provider, in a browser of its own. */
async function signIn(account) {
  const asking = client();
  const back = await browse(await urlOf(asking, account), { until: app });
  const session = new URLSearchParams(back.hash.slice(1));
  assert.ok(session.get("access_token"), back.href);
  ok(await asking.auth.setSession({ access_token: session.get("access_token"), refresh_token: session.get("refresh_token") }));
  return asking;
}

function flows() {
  return environment.sql`select id from auth.flow_state where auth_code is not null`;
}

async function idTokenGrant(body, headers) {
  const response = await fetch(`${server.url}/auth/v1/token?grant_type=id_token`, {
    method: "POST", body: JSON.stringify(body), headers: { apikey: environment.anonKey, ...headers } });
  return response.json();
}

function ok({ data, error }) {
  if (error) throw new Error(`${error.code ?? error.status ?? ""} ${error.message ?? JSON.stringify(error)}`);
  return data;
}
