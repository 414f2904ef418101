// What the real supabase-js finds when it talks to the runtime. `gap` marks what the README lists as missing: the test
// fails when such a thing starts to work, so that the list stays true.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { clientOf, closeClients } from "./support/clients.mjs";
import { createEnvironment } from "./support/environments.mjs";
import { startPostgres } from "./support/postgres.mjs";
import { configFor, startServer } from "./support/servers.mjs";

const SCHEMA = fs.readFileSync(new URL("fixture/schema.sql", import.meta.url), "utf8");
const FOREIGN_ANON_KEY = "an-anon-key-of-the-hosted-project-signed-elsewhere";
const GOOGLE = { enabled: true, client_id: "client", secret: "not-a-real-secret" };
const ANN = { email: "ann@example.com", password: "secret12" };
const BOB = { email: "bob@example.com", password: "secret12" };
const FILE = new Blob(["hello world"], { type: "text/plain" });

let cluster, environment, config, server;
let ann, bob, visitor, service;
let annId, bobId, post, comment;

before(async () => {
  cluster = await startPostgres();
  environment = await createEnvironment(cluster, "blog", { migration: SCHEMA });
  config = await configFor(environment, { auth: { external: { google: GOOGLE } } });
  config.keys.anon.push(FOREIGN_ANON_KEY);
  server = await startServer(config);
  ann = client();
  bob = client();
  visitor = client();
  service = client(environment.serviceKey);
});

after(async () => {
  await closeClients();
  await server?.stop();
  await environment?.sql.end();
  await cluster?.stop();
});

// --- auth

test("sign_up_returns_a_session_and_the_metadata", async () => {
  const { user, session } = ok(await ann.auth.signUp({ ...ANN, options: { data: { full_name: "Ann A" } } }));
  annId = user.id;
  assert.ok(session.access_token);
  assert.equal(user.user_metadata.full_name, "Ann A");
});

test("sign_up_with_a_taken_address_is_refused", async () => {
  refused(await client().auth.signUp(ANN));
});

test("sign_in_with_password_works", async () => {
  ok(await bob.auth.signUp(BOB));
  const { user, session } = ok(await bob.auth.signInWithPassword(BOB));
  bobId = user.id;
  assert.equal(session.token_type, "bearer");
});

test("a_wrong_password_is_refused", async () => {
  refused(await client().auth.signInWithPassword({ ...BOB, password: "nope1234" }));
});

test("a_session_can_be_refreshed", async () => {
  assert.ok(ok(await ann.auth.refreshSession()).session);
});

test("get_user_returns_the_user", async () => {
  assert.equal(ok(await ann.auth.getUser()).user.email, ANN.email);
});

test("get_claims_reads_the_token", async () => {
  assert.equal(ok(await ann.auth.getClaims()).claims.role, "authenticated");
});

test("update_user_changes_metadata", async () => {
  assert.equal(ok(await ann.auth.updateUser({ data: { theme: "dark" } })).user.user_metadata.theme, "dark");
});

test("update_user_changes_the_password", async () => {
  ok(await bob.auth.updateUser({ password: "newsecret9" }));
  ok(await client().auth.signInWithPassword({ ...BOB, password: "newsecret9" }));
});

test("the_trigger_on_auth_users_reads_the_metadata", async () => {
  const profile = ok(await ann.from("profiles").select("*").eq("id", annId).single());
  assert.equal(profile.full_name, "Ann A");
  assert.equal(profile.email, ANN.email);
});

test("a_password_reset_puts_a_link_into_the_mailbox", async () => {
  ok(await client().auth.resetPasswordForEmail(ANN.email, { redirectTo: `${config.siteUrl}/reset` }));
  const mail = lastMail();
  assert.equal(mail.to, ANN.email);
  assert.match(mail.text, new RegExp(`${config.siteUrl}/auth/v1/verify`));
});

test("a_magic_link_from_the_mailbox_signs_in", async () => {
  ok(await client().auth.signInWithOtp({ email: ANN.email }));
  const [link] = /http:\/\/\S+verify\S+/.exec(lastMail().text);
  const response = await fetch(link.replace(/[)>.]+$/, ""), { redirect: "manual" });
  assert.match(response.headers.get("location"), /access_token=/);
});

test("sign_in_with_google_leads_to_google", async () => {
  const { url } = ok(await ann.auth.signInWithOAuth({ provider: "google", options: { skipBrowserRedirect: true } }));
  const response = await fetch(url, { redirect: "manual" });
  const location = new URL(response.headers.get("location"));
  assert.equal(location.host, "accounts.google.com");
  assert.equal(location.searchParams.get("redirect_uri"), `${config.siteUrl}/auth/v1/callback`);
});

test("list_factors_is_empty", async () => {
  assert.deepEqual(ok(await ann.auth.mfa.listFactors()).all, []);
});

test("the_key_set_is_served", async () => {
  const response = await fetch(`${server.url}/auth/v1/.well-known/jwks.json`);
  assert.equal(response.status, 200);
  assert.ok(Array.isArray((await response.json()).keys));
});

// --- auth admin

let madeId;
test("the_service_key_creates_a_user", async () => {
  const { user } = ok(await service.auth.admin.createUser({
    email: "cee@example.com", password: "secret12", email_confirm: true, user_metadata: { full_name: "Cee" } }));
  madeId = user.id;
  ok(await client().auth.signInWithPassword({ email: "cee@example.com", password: "secret12" }));
});

test("the_service_key_lists_users", async () => {
  assert.equal(ok(await service.auth.admin.listUsers()).users.length, 3);
});

test("the_service_key_finds_a_user", async () => {
  assert.equal(ok(await service.auth.admin.getUserById(annId)).user.email, ANN.email);
});

test("the_service_key_changes_a_user", async () => {
  const { user } = ok(await service.auth.admin.updateUserById(madeId, { app_metadata: { plan: "pro" } }));
  assert.equal(user.app_metadata.plan, "pro");
});

test("the_service_key_deletes_a_user", async () => {
  ok(await service.auth.admin.deleteUser(madeId));
  assert.equal((await service.auth.admin.getUserById(madeId)).error.status, 404);
});

test("the_admin_routes_refuse_the_anon_key_and_users", async () => {
  assert.equal((await visitor.auth.admin.listUsers()).error.status, 403);
  assert.equal((await ann.auth.admin.listUsers()).error.status, 403);
});

test("a_generated_link_signs_in_and_its_code_too", async () => {
  const { properties } = ok(await service.auth.admin.generateLink({ type: "magiclink", email: BOB.email }));
  assert.match((await fetch(properties.action_link, { redirect: "manual" })).headers.get("location"), /access_token=/);
  const { properties: next } = ok(await service.auth.admin.generateLink({ type: "recovery", email: BOB.email }));
  ok(await client().auth.verifyOtp({ email: BOB.email, token: next.email_otp, type: "recovery" }));
  assert.equal((await service.auth.admin.generateLink({ type: "recovery", email: "nobody@example.com" })).error.status, 404);
});

test("an_invitation_makes_a_user_who_signs_in_by_the_mailed_link", async () => {
  const { user } = ok(await service.auth.admin.inviteUserByEmail("dee@example.com", { data: { full_name: "Dee" } }));
  assert.equal(user.user_metadata.full_name, "Dee");
  const [link] = /http:\/\/\S+verify\S+/.exec(lastMail().text);
  const location = new URL((await fetch(link, { redirect: "manual" })).headers.get("location"));
  const session = new URLSearchParams(location.hash.slice(1));
  const dee = client();
  ok(await dee.auth.setSession({ access_token: session.get("access_token"), refresh_token: session.get("refresh_token") }));
  assert.equal(ok(await dee.auth.getUser()).user.id, user.id);
  ok(await service.auth.admin.deleteUser(user.id));
});

// --- rows and row security

test("a_visitor_may_not_insert", async () => {
  refused(await visitor.from("posts").insert({ title: "x", user_id: annId }));
});

test("an_insert_takes_defaults_and_returns_the_row", async () => {
  const row = { title: "hello", tags: ["x", "y"], meta: { k: { n: 1 } }, price: 12.5 };
  post = ok(await ann.from("posts").insert(row).select().single());
  assert.equal(post.user_id, annId);
  assert.equal(post.price, 12.5);
  assert.deepEqual(post.tags, ["x", "y"]);
  assert.deepEqual(post.meta, { k: { n: 1 } });
  assert.match(post.created_at, /^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/);
});

test("an_insert_for_another_user_is_refused", async () => {
  refused(await ann.from("posts").insert({ title: "x", user_id: bobId }));
});

test("another_user_does_not_see_a_draft", async () => {
  assert.deepEqual(ok(await bob.from("posts").select()), []);
});

test("another_user_changes_no_row", async () => {
  assert.deepEqual(ok(await bob.from("posts").update({ title: "hack" }).eq("id", post.id).select()), []);
});

test("the_owner_publishes", async () => {
  assert.equal(ok(await ann.from("posts").update({ published: true }).eq("id", post.id).select().single()).published, true);
});

test("a_visitor_sees_what_is_published", async () => {
  assert.equal(ok(await visitor.from("posts").select()).length, 1);
});

test("an_identity_column_is_generated", async () => {
  comment = ok(await bob.from("comments").insert({ post_id: post.id, user_id: bobId, body: "hi" }).select().single());
  assert.ok(comment.id > 0);
});

test("related_rows_are_embedded", async () => {
  const found = ok(await visitor.from("posts")
    .select("id, title, author:profiles(full_name), comments(body, profiles(id, full_name))").eq("id", post.id).single());
  assert.equal(found.author.full_name, "Ann A");
  assert.equal(found.comments[0].profiles.id, bobId);
});

test("an_inner_join_filters_by_the_embedded_row", async () => {
  const found = ok(await visitor.from("posts").select("id, comments!inner(body)").eq("comments.body", "hi").eq("id", post.id));
  assert.equal(found.length, 1);
});

test("rows_are_counted_ordered_and_paged", async () => {
  const { count, error } = await visitor.from("posts").select("*", { count: "exact", head: true });
  assert.equal(error, null);
  assert.equal(count, 1);
  assert.equal(ok(await visitor.from("posts").select().order("created_at", { ascending: false }).range(0, 4)).length, 1);
});

test("embedded_rows_are_counted", async () => {
  assert.deepEqual(ok(await visitor.from("posts").select("id, comments(count)").eq("id", post.id).single()).comments, [{ count: 1 }]);
});

test("or_ilike_contains_and_json_paths_filter", async () => {
  assert.equal(ok(await ann.from("posts").select("id").or("title.ilike.%ell%,published.eq.false")).length, 1);
  assert.equal(ok(await ann.from("posts").select("id").contains("tags", ["x"])).length, 1);
  assert.equal(ok(await ann.from("posts").select("id, meta->k->n").eq("meta->k->>n", "1"))[0].n, 1);
});

test("upsert_updates_on_conflict", async () => {
  const row = { id: post.id, user_id: annId, title: "hello2", published: true };
  assert.equal(ok(await ann.from("posts").upsert(row, { onConflict: "id" }).select().single()).title, "hello2");
});

test("a_before_trigger_touches_the_row", async () => {
  const profile = ok(await ann.from("profiles").update({ full_name: "Ann C" }).eq("id", annId).select().single());
  assert.ok(profile.updated_at > profile.created_at);
});

test("maybe_single_is_null_and_single_fails_without_a_row", async () => {
  assert.equal(ok(await ann.from("posts").select().eq("title", "zzz").maybeSingle()), null);
  assert.equal((await ann.from("posts").select().eq("title", "zzz").single()).error.code, "PGRST116");
});

test("a_function_returns_a_table", async () => {
  assert.deepEqual(ok(await ann.rpc("post_stats", { p_user: annId })), [{ total: 1, published: 1 }]);
});

test("a_security_definer_function_answers", async () => {
  assert.equal(ok(await ann.rpc("has_role", { _user_id: annId, _role: "user" })), true);
});

test("a_function_sees_who_calls", async () => {
  const me = ok(await ann.rpc("who_am_i"));
  assert.deepEqual(me, {
    uid: annId, role: "authenticated", email: ANN.email, jwt_email: ANN.email, claims_sub: annId, current_user: "authenticated" });
});

test("a_function_called_by_a_visitor_runs_as_anon", async () => {
  const me = ok(await visitor.rpc("who_am_i"));
  assert.equal(me.current_user, "anon");
  assert.equal(me.uid, null);
});

test("a_view_applies_the_callers_row_security", async () => {
  assert.equal(ok(await visitor.from("published_posts").select()).length, 1);
});

test("the_service_key_reads_past_row_security", async () => {
  assert.equal(ok(await service.from("user_roles").select()).length, 2);
});

test("a_revoked_table_stays_refused_to_visitors_and_users", async () => {
  assert.equal((await visitor.from("unguarded_secrets").select()).error.code, "42501");
  assert.equal((await ann.from("unguarded_secrets").select()).error.code, "42501");
});

test("the_auth_schema_is_not_exposed", async () => {
  refused(await service.schema("auth").from("users").select());
});

test("rows_come_as_csv", async () => {
  assert.deepEqual(ok(await visitor.from("posts").select("title").csv()).split(/\r?\n/).slice(0, 2), ["title", "hello2"]);
});

test("text_search_finds", async () => {
  assert.equal(ok(await visitor.from("posts").select("id").textSearch("title", "hello2")).length, 1);
});

test("a_policy_over_the_tokens_email_lets_delete", async () => {
  ok(await bob.from("comments").delete().eq("id", comment.id));
  assert.deepEqual(ok(await visitor.from("comments").select().eq("id", comment.id)), []);
});

test("the_imported_anon_key_of_the_hosted_project_works", async () => {
  assert.equal(ok(await client(FOREIGN_ANON_KEY).from("posts").select()).length, 1);
});

test("an_unknown_key_is_refused", async () => {
  refused(await client("not-a-key-of-this-environment").from("posts").select());
});

// --- storage

test("a_user_uploads_to_the_own_folder", async () => {
  assert.equal(ok(await ann.storage.from("avatars").upload(`${annId}/a.txt`, FILE)).path, `${annId}/a.txt`);
});

test("an_upload_to_anothers_folder_is_refused", async () => {
  refusedByPolicy(await ann.storage.from("avatars").upload(`${bobId}/a.txt`, FILE));
});

test("a_visitors_upload_is_refused", async () => {
  refusedByPolicy(await visitor.storage.from("avatars").upload("x/a.txt", FILE));
});

test("a_public_file_is_read_without_a_key", async () => {
  const { publicUrl } = ann.storage.from("avatars").getPublicUrl(`${annId}/a.txt`).data;
  const response = await fetch(publicUrl);
  assert.equal(await response.text(), "hello world");
  assert.match(response.headers.get("content-type"), /^text\/plain/);
});

test("a_private_file_is_listed_downloaded_and_signed", async () => {
  const docs = ann.storage.from("docs");
  ok(await docs.upload(`${annId}/d.txt`, FILE, { upsert: true }));
  assert.equal(await ok(await docs.download(`${annId}/d.txt`)).text(), "hello world");
  assert.equal(ok(await docs.list(annId)).length, 1);
  const { signedUrl } = ok(await docs.createSignedUrl(`${annId}/d.txt`, 60));
  assert.equal(await (await fetch(signedUrl)).text(), "hello world");
});

test("a_private_file_is_refused_to_another_user", async () => {
  refused(await bob.storage.from("docs").download(`${annId}/d.txt`));
});

test("several_urls_are_signed_at_once_and_uploads_too", async () => {
  const docs = ann.storage.from("docs");
  const [found, missing] = ok(await docs.createSignedUrls([`${annId}/d.txt`, "nope.txt"], 60));
  assert.equal((await fetch(found.signedUrl)).status, 200);
  assert.ok(missing.error);
  const upload = ok(await docs.createSignedUploadUrl(`${annId}/up.txt`));
  ok(await visitor.storage.from("docs").uploadToSignedUrl(upload.path, upload.token, FILE));
  assert.equal(await ok(await docs.download(`${annId}/up.txt`)).text(), "hello world");
});

test("a_file_is_replaced_moved_and_removed", async () => {
  const docs = ann.storage.from("docs");
  ok(await docs.upload(`${annId}/d.txt`, FILE, { upsert: true }));
  ok(await docs.move(`${annId}/d.txt`, `${annId}/e.txt`));
  assert.equal(ok(await docs.remove([`${annId}/e.txt`])).length, 1);
});

test("a_listing_has_size_and_type", async () => {
  const [{ metadata }] = ok(await ann.storage.from("avatars").list(annId));
  assert.equal(metadata.size, 11);
  assert.match(metadata.mimetype, /^text\/plain/);
});

test("the_uploader_owns_the_object", async () => {
  const [{ owner_id: owner }] = await environment.sql`select owner_id from storage.objects where bucket_id = 'avatars'`;
  assert.equal(owner, annId);
});

test("a_key_that_leaves_its_folder_is_refused", async () => {
  const { session } = (await ann.auth.getSession()).data;
  for (const key of [`${annId}%2F..%2F..%2F..%2Fevil.txt`, `${annId}%2F.%2Fevil.txt`, `${annId}%2F%2Fevil.txt`, `${annId}%5C..%5Cevil.txt`]) {
    const response = await fetch(`${server.url}/storage/v1/object/docs/${key}`, {
      method: "POST", body: "x", headers: { apikey: environment.anonKey, Authorization: `Bearer ${session.access_token}` } });
    assert.equal(response.status, 400, key);
  }
  assert.equal((await environment.sql`select from storage.objects where name like '%evil%'`).length, 0);
});

// --- the rest

test("a_channel_subscribes_to_row_changes", async () => {
  const channel = ann.channel("x").on("postgres_changes", { event: "*", schema: "public", table: "posts" }, () => {});
  await new Promise((resolve, reject) => channel.subscribe((status, error) => {
    if (status === "SUBSCRIBED") resolve();
    else if (status !== "CLOSED") reject(error ?? new Error(status));
  }));
  await ann.removeChannel(channel);
});

test("a_function_of_a_release_without_functions_is_not_found", async () => {
  assert.equal((await ann.functions.invoke("hello")).error.context.status, 404);
});

test("sign_out_ends_the_session", async () => {
  const { session } = (await ann.auth.getSession()).data;
  ok(await ann.auth.signOut());
  const response = await fetch(`${server.url}/auth/v1/token?grant_type=refresh_token`, {
    method: "POST", body: JSON.stringify({ refresh_token: session.refresh_token }),
    headers: { apikey: environment.anonKey, "content-type": "application/json" } });
  assert.equal(response.status, 400);
});

test("health_names_the_instance", async () => {
  const response = await fetch(`${server.url}/health`);
  assert.deepEqual(await response.json(), { ok: true, instance: config.instance });
});

test("no_secret_is_in_what_the_server_printed", () => {
  const printed = server.stdout() + server.log();
  for (const secret of [environment.serviceKey, environment.jwtSecret, new URL(environment.databaseUrl).password]) {
    assert.ok(!printed.includes(secret));
  }
});

function client(key = environment.anonKey) {
  return clientOf(server.url, key);
}

function ok({ data, error }) {
  if (error) throw new Error(`${error.code ?? error.status ?? ""} ${error.message ?? JSON.stringify(error)}`);
  return data;
}

function refused({ data, error }) {
  assert.ok(error, `expected a refusal, got ${JSON.stringify(data)}`);
}

function refusedByPolicy({ error }) {
  assert.match(error?.message ?? "accepted", /row-level security/);
}

function lastMail() {
  const files = fs.readdirSync(config.mailDir).sort();
  return JSON.parse(fs.readFileSync(`${config.mailDir}/${files.at(-1)}`, "utf8"));
}

/** A known gap: asserted to be one. */
function gap(name, works) {
  test(`${name}_is_a_known_gap`, () => assert.rejects(works));
}
