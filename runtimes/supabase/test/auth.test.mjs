// Auth beyond sign-up and password: anonymous users, second factors, confirmed addresses, links for clients with PKCE.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { TOTP, URI } from "otpauth";
import { clientOf, closeClients } from "./support/clients.mjs";
import { createEnvironment } from "./support/environments.mjs";
import { startPostgres } from "./support/postgres.mjs";
import { configFor, startServer } from "./support/servers.mjs";

const SCHEMA = `
  create table public.notes (id bigint generated always as identity primary key, owner uuid default auth.uid(), text text);
  alter table public.notes enable row level security;
  create policy own on public.notes for all to authenticated using (owner = auth.uid()) with check (owner = auth.uid());
  create policy "members only" on public.notes as restrictive for update to authenticated using (not coalesce((auth.jwt() ->> 'is_anonymous')::boolean, false));
  create policy "second factor" on public.notes as restrictive for delete to authenticated using (auth.jwt() ->> 'aal' = 'aal2');`;
const PASSWORD = "secret12";
const MINUTE_MS = 60_000;

let cluster, environment, config, server, service, strict, strictConfig;
let made = 0;

before(async () => {
  cluster = await startPostgres();
  environment = await createEnvironment(cluster, "accounts", { migration: SCHEMA });
  config = await configFor(environment, {
    auth: { enable_anonymous_sign_ins: true, email: { max_frequency: "1ms" }, rate_limit: { token_verifications: 5 } } });
  strictConfig = await configFor(environment, {
    redirectUrls: ["https://shop.example.com/**"],
    auth: { email: { enable_confirmations: true, max_frequency: "1ms", secure_password_change: true } } });
  [server, strict] = await Promise.all([startServer(config), startServer(strictConfig)]);
  service = client(environment.serviceKey);
});

after(async () => {
  await closeClients();
  await Promise.all([server?.stop(), strict?.stop()]);
  await environment?.sql.end();
  await cluster?.stop();
});

// --- anonymous users

test("an_anonymous_user_has_an_account_that_policies_can_tell_apart", async () => {
  const guest = client();
  const { user, session } = ok(await guest.auth.signInAnonymously({ options: { data: { theme: "dark" } } }));
  const claims = claimsOf(session);
  assert.deepEqual([user.is_anonymous, claims.is_anonymous, claims.role, claims.amr[0].method], [true, true, "authenticated", "anonymous"]);
  assert.equal(user.user_metadata.theme, "dark");
  ok(await guest.from("notes").insert({ text: "mine" }));
  assert.equal(ok(await guest.from("notes").select()).length, 1);
  assert.deepEqual(ok(await guest.from("notes").update({ text: "changed" }).gt("id", 0).select()), []);
});

test("an_anonymous_user_becomes_a_permanent_one_and_keeps_what_it_made", async () => {
  // Given
  const guest = client();
  const { user } = ok(await guest.auth.signInAnonymously());
  ok(await guest.from("notes").insert({ text: "kept" }));
  const email = address();
  // When
  const changed = ok(await guest.auth.updateUser({ email, password: PASSWORD }));
  // Then
  assert.deepEqual([changed.user.is_anonymous, changed.user.email, changed.user.id], [false, email, user.id]);
  const { session } = ok(await guest.auth.refreshSession());
  assert.deepEqual([claimsOf(session).is_anonymous, claimsOf(session).email], [false, email]);
  const again = client();
  ok(await again.auth.signInWithPassword({ email, password: PASSWORD }));
  assert.equal(ok(await again.from("notes").select()).length, 1);
});

test("where_addresses_are_confirmed_an_anonymous_user_stays_one_until_the_link_is_followed", async () => {
  const { session } = ok(await client().auth.signInAnonymously());
  const guest = strictClient();
  ok(await guest.auth.setSession(session));
  const email = address();
  assert.equal(ok(await guest.auth.updateUser({ email })).user.is_anonymous, true);
  await fetch(linkOf(lastMail(strictConfig, email)), { redirect: "manual" });
  const { user } = ok(await guest.auth.getUser());
  assert.deepEqual([user.is_anonymous, user.email], [false, email]);
});

test("an_anonymous_user_cannot_take_anothers_address", async () => {
  const { email } = await newUser();
  const guest = client();
  ok(await guest.auth.signInAnonymously());
  assert.equal((await guest.auth.updateUser({ email })).error.code, "email_exists");
});

test("anonymous_sign_in_is_off_unless_it_is_configured", async () => {
  assert.equal((await strictClient().auth.signInAnonymously()).error.code, "anonymous_provider_disabled");
});

// --- second factors

test("a_second_factor_is_enrolled_and_lifts_the_session", async () => {
  // Given
  const { client: ann, email } = await newUser();
  assert.deepEqual(levels(await ann.auth.mfa.getAuthenticatorAssuranceLevel()), ["aal1", "aal1"]);
  // When
  const factor = ok(await ann.auth.mfa.enroll({ factorType: "totp", friendlyName: "phone" }));
  const { data: challenge } = await ann.auth.mfa.challenge({ factorId: factor.id });
  ok(await ann.auth.mfa.verify({ factorId: factor.id, challengeId: challenge.id, code: codeOf(factor) }));
  // Then
  assert.match(factor.totp.qr_code, /^data:image\/svg\+xml;utf-8,<svg/);
  assert.equal(URI.parse(factor.totp.uri).secret.base32, factor.totp.secret);
  assert.match(decodeURIComponent(factor.totp.uri), new RegExp(email));
  assert.deepEqual(levels(await ann.auth.mfa.getAuthenticatorAssuranceLevel()), ["aal2", "aal2"]);
  const { session } = ok(await ann.auth.refreshSession());
  assert.equal(claimsOf(session).aal, "aal2");
  assert.deepEqual(claimsOf(session).amr.map(({ method }) => method).sort(), ["password", "totp"]);
  assert.deepEqual(ok(await ann.auth.mfa.listFactors()).totp.map((it) => [it.id, it.status, it.friendly_name]), [[factor.id, "verified", "phone"]]);
  const [kept] = await environment.sql`select factor_type, status, secret from auth.mfa_factors where id = ${factor.id}`;
  assert.deepEqual({ ...kept }, { factor_type: "totp", status: "verified", secret: factor.totp.secret });
});

test("policies_see_the_assurance_level", async () => {
  const { client: ann, email, factor } = await userWithFactor();
  ok(await ann.from("notes").insert({ text: "x" }));
  const later = client();
  ok(await later.auth.signInWithPassword({ email, password: PASSWORD }));
  assert.deepEqual(levels(await later.auth.mfa.getAuthenticatorAssuranceLevel()), ["aal1", "aal2"]);
  assert.equal(ok(await later.from("notes").delete().gt("id", 0).select()).length, 0);
  await forgetLastCode(factor);
  ok(await later.auth.mfa.challengeAndVerify({ factorId: factor.id, code: codeOf(factor) }));
  assert.equal(ok(await later.from("notes").delete().gt("id", 0).select()).length, 1);
});

test("a_code_is_taken_once_and_so_is_a_challenge", async () => {
  const { client: ann, factor } = await userWithFactor();
  const replay = await ann.auth.mfa.challengeAndVerify({ factorId: factor.id, code: codeOf(factor) });
  assert.equal(replay.error.code, "mfa_verification_failed");
  const { data: challenge } = await ann.auth.mfa.challenge({ factorId: factor.id });
  ok(await ann.auth.mfa.verify({ factorId: factor.id, challengeId: challenge.id, code: codeOf(factor, MINUTE_MS / 2) }));
  const again = await ann.auth.mfa.verify({ factorId: factor.id, challengeId: challenge.id, code: codeOf(factor) });
  assert.equal(again.error.code, "mfa_challenge_expired");
});

test("of_many_who_come_with_the_same_code_at_once_one_is_let_in", async () => {
  const { client: ann, factor } = await userWithFactor();
  await forgetLastCode(factor);
  const code = codeOf(factor);
  const answers = await Promise.all([1, 2, 3].map(() => ann.auth.mfa.challengeAndVerify({ factorId: factor.id, code })));
  assert.equal(answers.filter(({ error }) => !error).length, 1);
});

test("wrong_codes_are_limited", async () => {
  const { client: ann, factor } = await userWithFactor();
  const tries = [];
  for (let attempt = 0; attempt < 6; attempt++) tries.push((await ann.auth.mfa.challengeAndVerify({ factorId: factor.id, code: "000000" })).error.code);
  assert.deepEqual([tries[0], tries.at(-1)], ["mfa_verification_failed", "over_request_rate_limit"]);
  await forgetLastCode(factor);
  assert.equal((await ann.auth.mfa.challengeAndVerify({ factorId: factor.id, code: codeOf(factor) })).error.status, 429);
});

test("a_session_without_the_second_factor_changes_neither_factors_nor_password", async () => {
  const { email, factor } = await userWithFactor();
  const thief = client();
  ok(await thief.auth.signInWithPassword({ email, password: PASSWORD }));
  assert.equal((await thief.auth.mfa.enroll({ factorType: "totp", friendlyName: "mine" })).error.code, "insufficient_aal");
  assert.equal((await thief.auth.mfa.unenroll({ factorId: factor.id })).error.code, "insufficient_aal");
  assert.equal((await thief.auth.updateUser({ password: "another12" })).error.code, "insufficient_aal");
  assert.equal((await thief.auth.updateUser({ email: address() })).error.code, "insufficient_aal");
});

test("verifying_a_factor_ends_the_sessions_that_did_not", async () => {
  const { client: ann, email } = await newUser();
  const elsewhere = client();
  ok(await elsewhere.auth.signInWithPassword({ email, password: PASSWORD }));
  await enroll(ann);
  assert.ok((await elsewhere.auth.refreshSession()).error);
  assert.equal(ok(await ann.auth.getUser()).user.email, email);
});

test("an_unenrolled_factor_takes_the_level_with_it", async () => {
  const { client: ann, factor } = await userWithFactor();
  ok(await ann.auth.mfa.unenroll({ factorId: factor.id }));
  const { session } = ok(await ann.auth.refreshSession());
  assert.deepEqual([claimsOf(session).aal, claimsOf(session).amr.length], ["aal1", 1]);
});

test("nobody_uses_anothers_factor", async () => {
  const { factor } = await userWithFactor();
  const { client: bob } = await newUser();
  assert.equal((await bob.auth.mfa.challenge({ factorId: factor.id })).error.code, "mfa_factor_not_found");
  assert.equal((await bob.auth.mfa.unenroll({ factorId: factor.id })).error.code, "mfa_factor_not_found");
});

test("the_service_key_lists_and_removes_factors", async () => {
  const { user, factor } = await userWithFactor();
  assert.equal(ok(await service.auth.admin.mfa.listFactors({ userId: user.id })).factors[0].id, factor.id);
  ok(await service.auth.admin.mfa.deleteFactor({ userId: user.id, id: factor.id }));
  assert.deepEqual(ok(await service.auth.admin.mfa.listFactors({ userId: user.id })).factors, []);
});

// --- addresses and codes

test("a_typed_code_signs_in_once_and_wrong_ones_are_limited", async () => {
  const email = address();
  ok(await client().auth.signInWithOtp({ email }));
  const [, code] = /Code: (\d{6})/.exec(lastMail(config, email).text);
  ok(await client().auth.verifyOtp({ email, token: code, type: "email" }));
  assert.equal((await client().auth.verifyOtp({ email, token: code, type: "email" })).error.code, "otp_expired");
  ok(await client().auth.signInWithOtp({ email }));
  const [, next] = /Code: (\d{6})/.exec(lastMail(config, email).text);
  for (let attempt = 0; attempt < 5; attempt++) await client().auth.verifyOtp({ email, token: "not-it", type: "email" });
  assert.equal((await client().auth.verifyOtp({ email, token: next, type: "email" })).error.status, 429);
});

test("somebody_who_only_knew_the_address_has_no_password_left_once_its_owner_signs_in", async () => {
  // Given
  const email = address();
  ok(await strictClient().auth.signUp({ email, password: "attacker1" }));
  // When
  ok(await strictClient().auth.signInWithOtp({ email }));
  await fetch(linkOf(lastMail(strictConfig, email)), { redirect: "manual" });
  // Then
  assert.equal((await strictClient().auth.signInWithPassword({ email, password: "attacker1" })).error.code, "invalid_credentials");
});

test("a_typed_sign_in_code_leaves_no_password_of_somebody_who_only_knew_the_address", async () => {
  // Given
  const email = address();
  ok(await strictClient().auth.signUp({ email, password: "attacker1" }));
  // When
  ok(await strictClient().auth.signInWithOtp({ email }));
  const [, code] = /Code: (\d{6})/.exec(lastMail(strictConfig, email).text);
  ok(await strictClient().auth.verifyOtp({ email, token: code, type: "email" }));
  // Then
  assert.equal((await strictClient().auth.signInWithPassword({ email, password: "attacker1" })).error.code, "invalid_credentials");
});

test("of_two_passwords_for_an_address_that_nobody_has_shown_neither_counts", async () => {
  // Given
  const email = address();
  ok(await strictClient().auth.signUp({ email, password: "attacker1" }));
  // When
  ok(await strictClient().auth.signUp({ email, password: PASSWORD }));
  await fetch(linkOf(lastMail(strictConfig, email)), { redirect: "manual" });
  // Then
  for (const password of ["attacker1", PASSWORD]) {
    assert.equal((await strictClient().auth.signInWithPassword({ email, password })).error.code, "invalid_credentials");
  }
});

test("who_signs_up_twice_with_the_same_password_keeps_it", async () => {
  const email = address();
  for (let times = 0; times < 2; times++) ok(await strictClient().auth.signUp({ email, password: PASSWORD }));
  await fetch(linkOf(lastMail(strictConfig, email)), { redirect: "manual" });
  ok(await strictClient().auth.signInWithPassword({ email, password: PASSWORD }));
});

test("a_sign_up_with_a_taken_address_does_not_tell_that_it_is_taken", async () => {
  const { email } = await newUser();
  const { user, session } = ok(await strictClient().auth.signUp({ email, password: PASSWORD }));
  assert.deepEqual([session, user.identities], [null, []]);
  ok(await strictClient().auth.resetPasswordForEmail("nobody-at-all@example.com"));
});

test("a_changed_address_is_confirmed_by_both", async () => {
  const { email: before } = await newUser();
  const ann = strictClient();
  ok(await ann.auth.signInWithPassword({ email: before, password: PASSWORD }));
  const after = address();
  assert.equal(ok(await ann.auth.updateUser({ email: after })).user.new_email, after);
  const first = await fetch(linkOf(lastMail(strictConfig, after)), { redirect: "manual" });
  assert.match(first.headers.get("location"), /message=/);
  assert.equal(ok(await ann.auth.getUser()).user.email, before);
  await fetch(linkOf(lastMail(strictConfig, before)), { redirect: "manual" });
  assert.equal(ok(await ann.auth.getUser()).user.email, after);
});

test("a_link_leads_back_only_to_where_it_may", async () => {
  const email = address();
  const targets = { "https://shop.example.com/welcome": "https://shop.example.com/welcome", "https://evil.example.com/": strictConfig.siteUrl,
    "https://shop.example.com@evil.example.com/": strictConfig.siteUrl, "javascript:alert(1)": strictConfig.siteUrl };
  for (const [asked, expected] of Object.entries(targets)) {
    ok(await strictClient().auth.signInWithOtp({ email, options: { emailRedirectTo: asked } }));
    const link = new URL(linkOf(lastMail(strictConfig, email)));
    assert.equal(new URL(link.searchParams.get("redirect_to")).href, new URL(expected).href, asked);
    link.searchParams.set("redirect_to", asked);
    const location = (await fetch(link, { redirect: "manual" })).headers.get("location");
    assert.equal(location.split("#")[0], new URL(expected).href, asked);
  }
});

test("a_client_with_pkce_gets_a_code_that_only_it_can_use", async () => {
  // Given
  const { email } = await newUser();
  const stored = new Map();
  const storage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value), removeItem: (key) => stored.delete(key) };
  const app = clientOf(server.url, environment.anonKey, { flowType: "pkce", storage, persistSession: true });
  ok(await app.auth.signInWithOtp({ email }));
  // When
  const location = new URL((await fetch(linkOf(lastMail(config, email)), { redirect: "manual" })).headers.get("location"));
  // Then
  const code = location.searchParams.get("code");
  assert.equal(location.hash, "");
  const stolen = await fetch(`${server.url}/auth/v1/token?grant_type=pkce`, {
    method: "POST", headers: { apikey: environment.anonKey }, body: JSON.stringify({ auth_code: code, code_verifier: "x".repeat(50) }) });
  assert.equal((await stolen.json()).error_code, "bad_code_verifier");
  assert.equal(ok(await app.auth.exchangeCodeForSession(code)).user.email, email);
});

test("a_lost_refresh_token_that_comes_back_ends_the_session", async () => {
  const { client: ann } = await newUser();
  const first = (await ann.auth.getSession()).data.session.refresh_token;
  const refresh = (token) => fetch(`${server.url}/auth/v1/token?grant_type=refresh_token`, {
    method: "POST", headers: { apikey: environment.anonKey }, body: JSON.stringify({ refresh_token: token }) }).then((it) => it.json());
  const second = (await refresh(first)).refresh_token;
  assert.equal((await refresh(first)).refresh_token, second, "two tabs that refresh at once get the same");
  const third = (await refresh(second)).refresh_token;
  await environment.sql`update auth.refresh_tokens set updated_at = now() - interval '1 minute'`;
  assert.equal((await refresh(first)).error_code, "refresh_token_already_used");
  assert.equal((await refresh(third)).error_code, "refresh_token_already_used");
});

test("a_new_password_ends_the_other_sessions", async () => {
  const { client: ann, email } = await newUser();
  const elsewhere = client();
  ok(await elsewhere.auth.signInWithPassword({ email, password: PASSWORD }));
  ok(await ann.auth.updateUser({ password: "another12" }));
  assert.ok((await elsewhere.auth.refreshSession()).error);
  ok(await ann.auth.refreshSession());
});

test("an_old_session_changes_the_password_with_the_mailed_nonce", async () => {
  const { email } = await newUser();
  const ann = strictClient();
  const { session } = ok(await ann.auth.signInWithPassword({ email, password: PASSWORD }));
  await environment.sql`update auth.sessions set created_at = now() - interval '2 days' where id = ${claimsOf(session).session_id}`;
  assert.equal((await ann.auth.updateUser({ password: "another12" })).error.code, "reauthentication_needed");
  ok(await ann.auth.reauthenticate());
  const [, nonce] = /Code: (\d{6})/.exec(lastMail(strictConfig, email).text);
  ok(await ann.auth.updateUser({ password: "another12", nonce }));
});

test("the_token_says_what_policies_of_apps_ask_for", async () => {
  const { client: ann, user } = await newUser();
  await service.auth.admin.updateUserById(user.id, { app_metadata: { plan: "pro" }, user_metadata: { name: "Ann" } });
  const claims = claimsOf(ok(await ann.auth.refreshSession()).session);
  assert.deepEqual([claims.app_metadata.plan, claims.user_metadata.name, claims.iss, claims.aud, claims.aal],
    ["pro", "Ann", `${config.siteUrl}/auth/v1`, "authenticated", "aal1"]);
});

test("a_banned_user_neither_signs_in_nor_refreshes", async () => {
  const { client: ann, user, email } = await newUser();
  ok(await service.auth.admin.updateUserById(user.id, { ban_duration: "1h" }));
  assert.equal((await client().auth.signInWithPassword({ email, password: PASSWORD })).error.code, "user_banned");
  assert.equal((await ann.auth.refreshSession()).error.code, "user_banned");
});

test("a_link_of_every_kind_is_generated", async () => {
  const email = address();
  const types = [["signup", { password: PASSWORD }], ["magiclink", {}], ["recovery", {}], ["email_change_current", { newEmail: address() }]];
  for (const [type, more] of types) {
    const { properties } = ok(await service.auth.admin.generateLink({ type, email, ...more }));
    assert.equal(properties.verification_type, type);
    const { headers } = await fetch(properties.action_link, { redirect: "manual" });
    assert.match(headers.get("location"), type === "email_change_current" ? /message=/ : /access_token=/, type);
  }
  const { properties } = ok(await service.auth.admin.generateLink({ type: "invite", email: address() }));
  ok(await client().auth.verifyOtp({ token_hash: properties.hashed_token, type: "invite" }));
});

test("a_database_of_before_gets_the_tables_when_a_server_starts", async () => {
  const old = await createEnvironment(cluster, "old");
  await old.sql`drop table auth.mfa_last_codes, auth.mfa_amr_claims, auth.mfa_challenges, auth.mfa_factors`;
  const started = await startServer(await configFor(old));
  ok(await clientOf(started.url, old.anonKey).auth.signUp({ email: "a@example.com", password: PASSWORD }));
  await started.stop();
  await old.sql.end();
});

test("a_flood_of_sign_ins_is_refused_and_leaves_other_requests_answered", async () => {
  const attempts = Promise.all(Array.from({ length: 80 }, (_, n) => client().auth.signInWithPassword({ email: `flood${n}@example.com`, password: "x" })));
  const tookMs = [];
  for (let n = 0; n < 5; n++) {
    const startedAt = Date.now();
    await fetch(`${server.url}/health`);
    tookMs.push(Date.now() - startedAt);
  }
  const codes = new Set((await attempts).map(({ error }) => error.code));
  assert.deepEqual([...codes].sort(), ["invalid_credentials", "over_request_rate_limit"]);
  assert.ok(Math.min(...tookMs) < 500, `${tookMs} ms`);
});

test("a_factor_that_was_begun_and_left_makes_room", async () => {
  const { client: ann, user } = await newUser();
  ok(await ann.auth.mfa.enroll({ factorType: "totp", friendlyName: "phone" }));
  assert.equal((await ann.auth.mfa.enroll({ factorType: "totp", friendlyName: "phone" })).error.code, "mfa_factor_name_conflict");
  await environment.sql`update auth.mfa_factors set created_at = now() - interval '2 hours' where user_id = ${user.id}`;
  ok(await ann.auth.mfa.enroll({ factorType: "totp", friendlyName: "phone" }));
});

test("the_logs_hold_no_codes_tokens_or_second_secrets", async () => {
  const secrets = await environment.sql`select secret as text from auth.mfa_factors union all select token from auth.refresh_tokens`;
  const printed = server.log() + strict.log();
  for (const { text } of secrets) assert.ok(!printed.includes(text));
  assert.doesNotMatch(printed, /"level":"error"/);
});

function client(key = environment.anonKey) {
  return clientOf(server.url, key);
}

function strictClient() {
  return clientOf(strict.url, environment.anonKey);
}

function address() {
  return `user${++made}@example.com`;
}

async function newUser() {
  const email = address();
  const created = client();
  const { user } = ok(await created.auth.signUp({ email, password: PASSWORD }));
  return { client: created, email, user };
}

async function enroll(user) {
  const factor = ok(await user.auth.mfa.enroll({ factorType: "totp" }));
  ok(await user.auth.mfa.challengeAndVerify({ factorId: factor.id, code: codeOf(factor) }));
  return factor;
}

async function userWithFactor() {
  const user = await newUser();
  return { ...user, factor: await enroll(user.client) };
}

function codeOf(factor, laterMs = 0) {
  return new TOTP({ secret: factor.totp.secret }).generate({ timestamp: Date.now() + laterMs });
}

/** As if half a minute had passed. */
function forgetLastCode(factor) {
  return environment.sql`delete from auth.mfa_last_codes where factor_id = ${factor.id}`;
}

function levels({ data: { currentLevel, nextLevel } }) {
  return [currentLevel, nextLevel];
}

function claimsOf(session) {
  return JSON.parse(Buffer.from(session.access_token.split(".")[1], "base64url").toString());
}

function lastMail({ mailDir }, to) {
  const mails = fs.readdirSync(mailDir).sort().map((name) => JSON.parse(fs.readFileSync(`${mailDir}/${name}`, "utf8")));
  return mails.filter((mail) => mail.to === to).at(-1);
}

function linkOf(mail) {
  return /http:\/\/\S+verify\S+/.exec(mail.text)[0];
}

function ok({ data, error }) {
  if (error) throw new Error(`${error.code ?? error.status ?? ""} ${error.message ?? JSON.stringify(error)}`);
  return data;
}
