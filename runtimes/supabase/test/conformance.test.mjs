// What the real supabase-js finds when it talks to the runtime. CONFORMANCE.md is this file's result; HOMEPORT_UPDATE=1
// writes it. `gap` marks what is missing: it fails when such a thing starts to work, so that the table stays true.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { clientOf, closeClients } from "./support/clients.mjs";
import { Conformance } from "./support/conformance.mjs";
import { createEnvironment } from "./support/environments.mjs";
import { prepareFunctions } from "./support/functions.mjs";
import { startPostgres } from "./support/postgres.mjs";
import { configFor, startServer, until } from "./support/servers.mjs";

const SCHEMA = fs.readFileSync(new URL("fixture/schema.sql", import.meta.url), "utf8");
const FOREIGN_ANON_KEY = "an-anon-key-of-the-hosted-project-signed-elsewhere";
const GOOGLE = { enabled: true, client_id: "client", secret: "not-a-real-secret" };
const ANN = { email: "ann@example.com", password: "secret12" };
const BOB = { email: "bob@example.com", password: "secret12" };
const FILE = new Blob(["hello world"], { type: "text/plain" });

const conformance = new Conformance();
const { area, check, gap } = conformance;

let cluster, environment, config, server;
let ann, bob, visitor, service;
let annId, bobId, post, comment;

before(async () => {
  cluster = await startPostgres();
  environment = await createEnvironment(cluster, "blog", { migration: SCHEMA });
  const { config: functions } = await prepareFunctions();
  config = await configFor(environment, {
    functions, auth: { enable_anonymous_sign_ins: true, email: { max_frequency: "1ms" }, external: { google: GOOGLE } } });
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

area("auth");

check("sign_up_returns_a_session_and_the_metadata", async () => {
  const { user, session } = ok(await ann.auth.signUp({ ...ANN, options: { data: { full_name: "Ann A" } } }));
  annId = user.id;
  assert.ok(session.access_token);
  assert.equal(user.user_metadata.full_name, "Ann A");
});

check("sign_up_with_a_taken_address_is_refused", async () => {
  refused(await client().auth.signUp(ANN));
});

check("sign_in_with_password_works", async () => {
  ok(await bob.auth.signUp(BOB));
  const { user, session } = ok(await bob.auth.signInWithPassword(BOB));
  bobId = user.id;
  assert.equal(session.token_type, "bearer");
});

check("a_wrong_password_is_refused", async () => {
  refused(await client().auth.signInWithPassword({ ...BOB, password: "nope1234" }));
});

check("a_session_can_be_refreshed", async () => {
  assert.ok(ok(await ann.auth.refreshSession()).session);
});

check("get_user_returns_the_user", async () => {
  assert.equal(ok(await ann.auth.getUser()).user.email, ANN.email);
});

check("get_claims_reads_the_token", async () => {
  assert.equal(ok(await ann.auth.getClaims()).claims.role, "authenticated");
});

check("update_user_changes_metadata", async () => {
  assert.equal(ok(await ann.auth.updateUser({ data: { theme: "dark" } })).user.user_metadata.theme, "dark");
});

check("update_user_changes_the_password", async () => {
  ok(await bob.auth.updateUser({ password: "newsecret9" }));
  ok(await client().auth.signInWithPassword({ ...BOB, password: "newsecret9" }));
});

check("the_trigger_on_auth_users_reads_the_metadata", async () => {
  const profile = ok(await ann.from("profiles").select("*").eq("id", annId).single());
  assert.equal(profile.full_name, "Ann A");
  assert.equal(profile.email, ANN.email);
});

check("a_password_reset_puts_a_link_into_the_mailbox", async () => {
  ok(await client().auth.resetPasswordForEmail(ANN.email, { redirectTo: `${config.siteUrl}/reset` }));
  const mail = lastMail();
  assert.equal(mail.to, ANN.email);
  assert.match(mail.text, new RegExp(`${config.siteUrl}/auth/v1/verify`));
});

check("a_magic_link_from_the_mailbox_signs_in", async () => {
  ok(await client().auth.signInWithOtp({ email: ANN.email }));
  const [link] = /http:\/\/\S+verify\S+/.exec(lastMail().text);
  const response = await fetch(link.replace(/[)>.]+$/, ""), { redirect: "manual" });
  assert.match(response.headers.get("location"), /access_token=/);
});

check("sign_in_with_google_leads_to_google", async () => {
  const { url } = ok(await ann.auth.signInWithOAuth({ provider: "google", options: { skipBrowserRedirect: true } }));
  const response = await fetch(url, { redirect: "manual" });
  const location = new URL(response.headers.get("location"));
  assert.equal(location.host, "accounts.google.com");
  assert.equal(location.searchParams.get("redirect_uri"), `${config.siteUrl}/auth/v1/callback`);
});

check("sign_in_anonymously", async () => {
  const guest = client();
  assert.equal(ok(await guest.auth.signInAnonymously()).user.is_anonymous, true);
  ok(await service.auth.admin.deleteUser(ok(await guest.auth.getUser()).user.id));
});

check("a_one_time_code_signs_in", async () => {
  ok(await client().auth.signInWithOtp({ email: ANN.email }));
  const [, token] = /Code: (\d{6})/.exec(lastMail().text);
  ok(await client().auth.verifyOtp({ email: ANN.email, token, type: "email" }));
});

check("sign_in_tells_its_listeners", async () => {
  const events = [];
  const listening = client();
  const { subscription } = listening.auth.onAuthStateChange((event) => events.push(event)).data;
  ok(await listening.auth.signInWithPassword(ANN));
  ok(await listening.auth.signOut({ scope: "local" }));
  await until("both are told", () => events.includes("SIGNED_IN") && events.includes("SIGNED_OUT"));
  subscription.unsubscribe();
});

gap("sign_in_by_phone", "phone", async () => ok(await client().auth.signInWithOtp({ phone: "+15555550100" })));

gap("sign_in_with_saml", "SAML", async () => ok(await client().auth.signInWithSSO({ domain: "example.com" })));

gap("enroll_a_phone_as_second_factor", "second factors other than authenticator apps", async () =>
  ok(await ann.auth.mfa.enroll({ factorType: "phone", phone: "+15555550100" })));

check("list_factors_is_empty", async () => {
  assert.deepEqual(ok(await ann.auth.mfa.listFactors()).all, []);
});

check("the_key_set_is_served", async () => {
  const response = await fetch(`${server.url}/auth/v1/.well-known/jwks.json`);
  assert.equal(response.status, 200);
  assert.ok(Array.isArray((await response.json()).keys));
});

area("auth admin");

let madeId;
check("the_service_key_creates_a_user", async () => {
  const { user } = ok(await service.auth.admin.createUser({
    email: "cee@example.com", password: "secret12", email_confirm: true, user_metadata: { full_name: "Cee" } }));
  madeId = user.id;
  ok(await client().auth.signInWithPassword({ email: "cee@example.com", password: "secret12" }));
});

check("the_service_key_lists_users", async () => {
  assert.equal(ok(await service.auth.admin.listUsers()).users.length, 3);
});

check("the_service_key_finds_a_user", async () => {
  assert.equal(ok(await service.auth.admin.getUserById(annId)).user.email, ANN.email);
});

check("the_service_key_changes_a_user", async () => {
  const { user } = ok(await service.auth.admin.updateUserById(madeId, { app_metadata: { plan: "pro" } }));
  assert.equal(user.app_metadata.plan, "pro");
});

check("the_service_key_deletes_a_user", async () => {
  ok(await service.auth.admin.deleteUser(madeId));
  assert.equal((await service.auth.admin.getUserById(madeId)).error.status, 404);
});

check("the_admin_routes_refuse_the_anon_key_and_users", async () => {
  assert.equal((await visitor.auth.admin.listUsers()).error.status, 403);
  assert.equal((await ann.auth.admin.listUsers()).error.status, 403);
});

check("a_generated_link_signs_in_and_its_code_too", async () => {
  const { properties } = ok(await service.auth.admin.generateLink({ type: "magiclink", email: BOB.email }));
  assert.match((await fetch(properties.action_link, { redirect: "manual" })).headers.get("location"), /access_token=/);
  const { properties: next } = ok(await service.auth.admin.generateLink({ type: "recovery", email: BOB.email }));
  ok(await client().auth.verifyOtp({ email: BOB.email, token: next.email_otp, type: "recovery" }));
  assert.equal((await service.auth.admin.generateLink({ type: "recovery", email: "nobody@example.com" })).error.status, 404);
});

check("an_invitation_makes_a_user_who_signs_in_by_the_mailed_link", async () => {
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

area("rest");

check("a_visitor_may_not_insert", async () => {
  refused(await visitor.from("posts").insert({ title: "x", user_id: annId }));
});

check("an_insert_takes_defaults_and_returns_the_row", async () => {
  const row = { title: "hello", tags: ["x", "y"], meta: { k: { n: 1 } }, price: 12.5 };
  post = ok(await ann.from("posts").insert(row).select().single());
  assert.equal(post.user_id, annId);
  assert.equal(post.price, 12.5);
  assert.deepEqual(post.tags, ["x", "y"]);
  assert.deepEqual(post.meta, { k: { n: 1 } });
  assert.match(post.created_at, /^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/);
});

check("an_insert_for_another_user_is_refused", async () => {
  refused(await ann.from("posts").insert({ title: "x", user_id: bobId }));
});

check("another_user_does_not_see_a_draft", async () => {
  assert.deepEqual(ok(await bob.from("posts").select()), []);
});

check("another_user_changes_no_row", async () => {
  assert.deepEqual(ok(await bob.from("posts").update({ title: "hack" }).eq("id", post.id).select()), []);
});

check("the_owner_publishes", async () => {
  assert.equal(ok(await ann.from("posts").update({ published: true }).eq("id", post.id).select().single()).published, true);
});

check("a_visitor_sees_what_is_published", async () => {
  assert.equal(ok(await visitor.from("posts").select()).length, 1);
});

check("an_identity_column_is_generated", async () => {
  comment = ok(await bob.from("comments").insert({ post_id: post.id, user_id: bobId, body: "hi" }).select().single());
  assert.ok(comment.id > 0);
});

check("related_rows_are_embedded", async () => {
  const found = ok(await visitor.from("posts")
    .select("id, title, author:profiles(full_name), comments(body, profiles(id, full_name))").eq("id", post.id).single());
  assert.equal(found.author.full_name, "Ann A");
  assert.equal(found.comments[0].profiles.id, bobId);
});

check("an_inner_join_filters_by_the_embedded_row", async () => {
  const found = ok(await visitor.from("posts").select("id, comments!inner(body)").eq("comments.body", "hi").eq("id", post.id));
  assert.equal(found.length, 1);
});

check("rows_are_counted_ordered_and_paged", async () => {
  const { count, error } = await visitor.from("posts").select("*", { count: "exact", head: true });
  assert.equal(error, null);
  assert.equal(count, 1);
  assert.equal(ok(await visitor.from("posts").select().order("created_at", { ascending: false }).range(0, 4)).length, 1);
});

check("embedded_rows_are_counted", async () => {
  assert.deepEqual(ok(await visitor.from("posts").select("id, comments(count)").eq("id", post.id).single()).comments, [{ count: 1 }]);
});

check("or_ilike_contains_and_json_paths_filter", async () => {
  assert.equal(ok(await ann.from("posts").select("id").or("title.ilike.%ell%,published.eq.false")).length, 1);
  assert.equal(ok(await ann.from("posts").select("id").contains("tags", ["x"])).length, 1);
  assert.equal(ok(await ann.from("posts").select("id, meta->k->n").eq("meta->k->>n", "1"))[0].n, 1);
});

check("upsert_updates_on_conflict", async () => {
  const row = { id: post.id, user_id: annId, title: "hello2", published: true };
  assert.equal(ok(await ann.from("posts").upsert(row, { onConflict: "id" }).select().single()).title, "hello2");
});

check("a_before_trigger_touches_the_row", async () => {
  const profile = ok(await ann.from("profiles").update({ full_name: "Ann C" }).eq("id", annId).select().single());
  assert.ok(profile.updated_at > profile.created_at);
});

check("maybe_single_is_null_and_single_fails_without_a_row", async () => {
  assert.equal(ok(await ann.from("posts").select().eq("title", "zzz").maybeSingle()), null);
  assert.equal((await ann.from("posts").select().eq("title", "zzz").single()).error.code, "PGRST116");
});

check("a_function_returns_a_table", async () => {
  assert.deepEqual(ok(await ann.rpc("post_stats", { p_user: annId })), [{ total: 1, published: 1 }]);
});

check("a_security_definer_function_answers", async () => {
  assert.equal(ok(await ann.rpc("has_role", { _user_id: annId, _role: "user" })), true);
});

check("a_function_sees_who_calls", async () => {
  const me = ok(await ann.rpc("who_am_i"));
  assert.deepEqual(me, {
    uid: annId, role: "authenticated", email: ANN.email, jwt_email: ANN.email, claims_sub: annId, current_user: "authenticated" });
});

check("a_function_called_by_a_visitor_runs_as_anon", async () => {
  const me = ok(await visitor.rpc("who_am_i"));
  assert.equal(me.current_user, "anon");
  assert.equal(me.uid, null);
});

check("a_view_applies_the_callers_row_security", async () => {
  assert.equal(ok(await visitor.from("published_posts").select()).length, 1);
});

check("the_service_key_reads_past_row_security", async () => {
  assert.equal(ok(await service.from("user_roles").select()).length, 2);
});

check("a_revoked_table_stays_refused_to_visitors_and_users", async () => {
  assert.equal((await visitor.from("unguarded_secrets").select()).error.code, "42501");
  assert.equal((await ann.from("unguarded_secrets").select()).error.code, "42501");
});

check("the_auth_schema_is_not_exposed", async () => {
  refused(await service.schema("auth").from("users").select());
});

check("rows_come_as_csv", async () => {
  assert.deepEqual(ok(await visitor.from("posts").select("title").csv()).split(/\r?\n/).slice(0, 2), ["title", "hello2"]);
});

check("text_search_finds", async () => {
  assert.equal(ok(await visitor.from("posts").select("id").textSearch("title", "hello2")).length, 1);
});

check("a_policy_over_the_tokens_email_lets_delete", async () => {
  ok(await bob.from("comments").delete().eq("id", comment.id));
  assert.deepEqual(ok(await visitor.from("comments").select().eq("id", comment.id)), []);
});

check("the_imported_anon_key_of_the_hosted_project_works", async () => {
  assert.equal(ok(await client(FOREIGN_ANON_KEY).from("posts").select()).length, 1);
});

check("an_unknown_key_is_refused", async () => {
  refused(await client("not-a-key-of-this-environment").from("posts").select());
});

check("a_hint_chooses_between_two_relations", async () => {
  ok(await ann.from("messages").insert([{ recipient_id: bobId, body: "one" }, { recipient_id: bobId, body: "two" }]));
  const found = ok(await bob.from("messages")
    .select("body, sender:profiles!messages_sender_id_fkey(full_name), recipient:profiles!recipient_id(id)").order("id"));
  assert.deepEqual(found.map((it) => [it.body, it.sender.full_name, it.recipient.id]), [["one", "Ann C", bobId], ["two", "Ann C", bobId]]);
});

check("two_relations_without_a_hint_are_ambiguous", async () => {
  assert.equal((await bob.from("messages").select("body, profiles(id)")).error.code, "PGRST201");
});

check("conditions_nest_and_combine", async () => {
  const bodies = async (filter) => ok(await filter.order("id")).map((it) => it.body);
  assert.deepEqual(await bodies(ann.from("messages").select().or("body.eq.one,and(read.is.false,body.like.tw*)")), ["one", "two"]);
  assert.deepEqual(await bodies(ann.from("messages").select().in("body", ["one", "three"])), ["one"]);
  assert.deepEqual(await bodies(ann.from("messages").select().not("body", "eq", "one")), ["two"]);
  assert.deepEqual(await bodies(ann.from("messages").select().match({ body: "two", read: false })), ["two"]);
  assert.deepEqual(await bodies(ann.from("messages").select().is("read", false).neq("body", "two")), ["one"]);
});

check("an_exact_count_comes_with_a_page", async () => {
  const { data, count } = await ann.from("messages").select("id", { count: "exact" }).eq("sender_id", annId).range(0, 0);
  assert.deepEqual([data.length, count], [1, 2]);
});

check("a_condition_on_an_embedded_table_filters_and_orders_it", async () => {
  const { data } = await ann.from("profiles").select("id, sent:messages!sender_id(body)").eq("id", annId)
    .or("body.eq.one,body.eq.two", { referencedTable: "sent" }).order("body", { referencedTable: "sent", ascending: false }).limit(1, { referencedTable: "sent" });
  assert.deepEqual(data[0].sent, [{ body: "two" }]);
});

check("several_rows_are_upserted_and_duplicates_may_be_left", async () => {
  const rows = [{ id: "a", setting: { n: 1 } }, { id: "b", setting: { n: 2 } }];
  assert.equal(ok(await service.from("things").upsert(rows).select()).length, 2);
  ok(await service.from("things").upsert([{ id: "a", setting: { n: 9 } }], { onConflict: "id", ignoreDuplicates: true }));
  assert.deepEqual(ok(await service.from("things").select("setting").eq("id", "a").single()).setting, { n: 1 });
});

check("bytes_are_written_and_read_as_postgrest_does", async () => {
  assert.equal(ok(await service.from("things").insert({ id: "bytes", bytes: "\\x6869" }).select("bytes").single()).bytes, "\\x6869");
  const [{ text }] = await environment.sql`select convert_from(bytes, 'UTF8') as text from public.things where id = 'bytes'`;
  assert.equal(text, "hi");
});

check("a_composite_value_is_written_and_read_as_an_object", async () => {
  const place = { street: 'a "b", (c) \\', number: 3, tags: ["x y", "z"], extra: { n: [1] } };
  assert.deepEqual(ok(await service.from("things").insert({ id: "place", place, places: [place, { street: null }] }).select("place").single()).place, place);
  const [{ street, n }] = await environment.sql`select (places[1]).street, cardinality(places) as n from public.things where id = 'place'`;
  assert.deepEqual([street, n], [place.street, 2]);
  assert.equal(ok(await service.rpc("place_of", { p_place: { street: "Elm", number: 4 } })), "Elm 4");
});

check("bare_values_are_json_too", async () => {
  for (const setting of [true, false, 1, "text", [true, 2], { on: true }]) {
    assert.deepEqual(ok(await service.from("things").upsert({ id: "json", setting }).select("setting").single()).setting, setting);
    assert.deepEqual(ok(await service.from("things").update({ setting }).eq("id", "json").select("setting").single()).setting, setting);
  }
  assert.deepEqual(ok(await service.from("things").insert({ id: "flags", flags: [true, false] }).select("flags").single()).flags, [true, false]);
  assert.equal(ok(await service.from("things").select("id").contains("setting", { on: true })).length, 1);
});

check("a_function_gets_json_as_json_and_defaults", async () => {
  assert.equal(ok(await service.rpc("setting_of", { p_setting: { theme: "dark" } })), "dark");
  assert.equal(ok(await service.rpc("setting_of", { p_setting: { a: "b" }, p_key: "a" })), "b");
});

check("rows_of_a_function_are_filtered_and_chosen", async () => {
  const { data, count } = await ann.rpc("all_posts", {}, { count: "exact" }).select("title").eq("published", true).order("title").limit(1);
  assert.deepEqual([data, count], [[{ title: "hello2" }], 1]);
});

gap("lists_of_composite_values_are_read_as_objects", "lists of composite values are read as record texts", async () =>
  assert.equal(ok(await service.from("things").select("places").eq("id", "place").single()).places[0].number, 3));

area("storage");

check("a_user_uploads_to_the_own_folder", async () => {
  assert.equal(ok(await ann.storage.from("avatars").upload(`${annId}/a.txt`, FILE)).path, `${annId}/a.txt`);
});

check("an_upload_to_anothers_folder_is_refused", async () => {
  refusedByPolicy(await ann.storage.from("avatars").upload(`${bobId}/a.txt`, FILE));
});

check("a_visitors_upload_is_refused", async () => {
  refusedByPolicy(await visitor.storage.from("avatars").upload("x/a.txt", FILE));
});

check("a_public_file_is_read_without_a_key", async () => {
  const { publicUrl } = ann.storage.from("avatars").getPublicUrl(`${annId}/a.txt`).data;
  const response = await fetch(publicUrl);
  assert.equal(await response.text(), "hello world");
  assert.match(response.headers.get("content-type"), /^text\/plain/);
});

check("a_private_file_is_listed_downloaded_and_signed", async () => {
  const docs = ann.storage.from("docs");
  ok(await docs.upload(`${annId}/d.txt`, FILE, { upsert: true }));
  assert.equal(await ok(await docs.download(`${annId}/d.txt`)).text(), "hello world");
  assert.equal(ok(await docs.list(annId)).length, 1);
  const { signedUrl } = ok(await docs.createSignedUrl(`${annId}/d.txt`, 60));
  assert.equal(await (await fetch(signedUrl)).text(), "hello world");
});

check("a_private_file_is_refused_to_another_user", async () => {
  refused(await bob.storage.from("docs").download(`${annId}/d.txt`));
});

check("several_urls_are_signed_at_once_and_uploads_too", async () => {
  const docs = ann.storage.from("docs");
  const [found, missing] = ok(await docs.createSignedUrls([`${annId}/d.txt`, "nope.txt"], 60));
  assert.equal((await fetch(found.signedUrl)).status, 200);
  assert.ok(missing.error);
  const upload = ok(await docs.createSignedUploadUrl(`${annId}/up.txt`));
  ok(await visitor.storage.from("docs").uploadToSignedUrl(upload.path, upload.token, FILE));
  assert.equal(await ok(await docs.download(`${annId}/up.txt`)).text(), "hello world");
});

check("a_file_is_replaced_moved_and_removed", async () => {
  const docs = ann.storage.from("docs");
  ok(await docs.upload(`${annId}/d.txt`, FILE, { upsert: true }));
  ok(await docs.move(`${annId}/d.txt`, `${annId}/e.txt`));
  assert.equal(ok(await docs.remove([`${annId}/e.txt`])).length, 1);
});

check("a_listing_has_size_and_type", async () => {
  const [{ metadata }] = ok(await ann.storage.from("avatars").list(annId));
  assert.equal(metadata.size, 11);
  assert.match(metadata.mimetype, /^text\/plain/);
});

check("the_uploader_owns_the_object", async () => {
  const [{ owner_id: owner }] = await environment.sql`select owner_id from storage.objects where bucket_id = 'avatars'`;
  assert.equal(owner, annId);
});

check("a_key_that_leaves_its_folder_is_refused", async () => {
  const { session } = (await ann.auth.getSession()).data;
  for (const key of [`${annId}%2F..%2F..%2F..%2Fevil.txt`, `${annId}%2F.%2Fevil.txt`, `${annId}%2F%2Fevil.txt`, `${annId}%5C..%5Cevil.txt`]) {
    const response = await fetch(`${server.url}/storage/v1/object/docs/${key}`, {
      method: "POST", body: "x", headers: { apikey: environment.anonKey, Authorization: `Bearer ${session.access_token}` } });
    assert.equal(response.status, 400, key);
  }
  assert.equal((await environment.sql`select from storage.objects where name like '%evil%'`).length, 0);
});

check("a_buckets_types_and_size_hold_also_with_a_wildcard", async () => {
  const pictures = ann.storage.from("pictures");
  ok(await pictures.upload(`${annId}/a.png`, new Blob(["x"], { type: "image/png" })));
  const stored = await fetch(pictures.getPublicUrl(`${annId}/a.png`).data.publicUrl);
  assert.equal(stored.headers.get("content-type"), "image/png");
  assert.match((await pictures.upload(`${annId}/b`, new Blob(["x"], { type: "text/html" }))).error.message, /mime type/);
  assert.match((await pictures.upload(`${annId}/c`, new Blob(["x".repeat(1001)], { type: "image/png" }))).error.message, /maximum allowed size/);
  const { session } = (await ann.auth.getSession()).data;
  const unmeasured = await fetch(`${server.url}/storage/v1/object/pictures/${annId}/d`, {
    method: "POST", duplex: "half", body: new Blob(["x".repeat(1001)]).stream(),
    headers: { apikey: environment.anonKey, authorization: `Bearer ${session.access_token}`, "content-type": "image/png" } });
  assert.equal(unmeasured.ok, false, "an upload that does not say its length");
});

check("a_file_is_offered_to_be_saved_and_copied", async () => {
  const docs = ann.storage.from("docs");
  ok(await docs.upload(`${annId}/s.txt`, FILE));
  assert.equal(ok(await docs.copy(`${annId}/s.txt`, `${annId}/t.txt`)).path, `docs/${annId}/t.txt`);
  const { signedUrl } = ok(await docs.createSignedUrl(`${annId}/t.txt`, 60, { download: "bill 1.txt" }));
  const response = await fetch(signedUrl);
  assert.equal(response.headers.get("content-disposition"), `attachment; filename="bill 1.txt"; filename*=UTF-8''bill%201.txt`);
  assert.equal(await response.text(), "hello world");
});

check("a_bucket_is_made_with_a_size_in_words", async () => {
  ok(await service.storage.createBucket("made", { public: false, fileSizeLimit: "1MB", allowedMimeTypes: ["image/png"] }));
  assert.equal(ok(await service.storage.getBucket("made")).file_size_limit, 1_000_000);
  ok(await service.storage.updateBucket("made", { public: true, fileSizeLimit: 5 }));
  assert.equal(ok(await service.storage.getBucket("made")).public, true);
  ok(await service.storage.deleteBucket("made"));
});

gap("metadata_of_an_upload_comes_back", "metadata given with an upload in one request", async () => {
  ok(await ann.storage.from("docs").upload(`${annId}/m.txt`, FILE, { metadata: { kind: "bill" } }));
  assert.equal(ok(await ann.storage.from("docs").info(`${annId}/m.txt`)).metadata.kind, "bill");
});

gap("images_are_resized", "image transformation", async () => {
  const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
  ok(await ann.storage.from("avatars").upload(`${annId}/p.png`, png, { contentType: "image/png" }));
  const { publicUrl } = ann.storage.from("avatars").getPublicUrl(`${annId}/p.png`, { transform: { width: 2, height: 2 } }).data;
  assert.equal((await fetch(publicUrl)).status, 200);
});

check("a_resumable_upload_begins", async () => {
  const { session } = (await ann.auth.getSession()).data;
  const pairs = Object.entries({ bucketName: "docs", objectName: `${annId}/large.bin` });
  const response = await fetch(`${server.url}/storage/v1/upload/resumable`, { method: "POST", headers: {
    authorization: `Bearer ${session.access_token}`, "tus-resumable": "1.0.0", "upload-length": "10",
    "upload-metadata": pairs.map(([key, value]) => `${key} ${Buffer.from(value).toString("base64")}`).join(",") } });
  assert.equal(response.status, 201);
});

area("realtime");

check("changes_of_rows_are_filtered_by_a_value", async () => {
  const heard = [];
  const channel = await subscribed(bob.channel("inbox").on("postgres_changes",
    { event: "INSERT", schema: "public", table: "messages", filter: `recipient_id=eq.${bobId}` }, ({ new: row }) => heard.push(row.body)));
  ok(await ann.from("messages").insert({ recipient_id: annId, body: "to myself" }));
  ok(await ann.from("messages").insert({ recipient_id: bobId, body: "to bob" }));
  await until("the change is heard", () => heard.length > 0);
  assert.deepEqual(heard, ["to bob"]);
  await bob.removeChannel(channel);
});

check("presence_is_shared", async () => {
  const room = bob.channel("room", { config: { presence: { key: "bob" } } });
  const seen = ann.channel("room", { config: { presence: { key: "ann" } } });
  await subscribed(seen.on("presence", { event: "sync" }, () => {}));
  await subscribed(room);
  await room.track({ status: "here" });
  await until("ann sees bob", () => seen.presenceState().bob?.[0].status === "here");
  await Promise.all([bob.removeChannel(room), ann.removeChannel(seen)]);
});

check("a_broadcast_is_heard", async () => {
  const heard = [];
  const listening = await subscribed(bob.channel("news").on("broadcast", { event: "hello" }, ({ payload }) => heard.push(payload.n)));
  const speaking = await subscribed(ann.channel("news"));
  await speaking.send({ type: "broadcast", event: "hello", payload: { n: 1 } });
  await until("it is heard", () => heard.length > 0);
  await Promise.all([bob.removeChannel(listening), ann.removeChannel(speaking)]);
});

check("a_channel_subscribes_to_row_changes", async () => {
  const channel = ann.channel("x").on("postgres_changes", { event: "*", schema: "public", table: "posts" }, () => {});
  await new Promise((resolve, reject) => channel.subscribe((status, error) => {
    if (status === "SUBSCRIBED") resolve();
    else if (status !== "CLOSED") reject(error ?? new Error(status));
  }));
  await ann.removeChannel(channel);
});

area("functions");

check("a_function_is_invoked_with_a_body_as_the_user", async () => {
  assert.ok(ok(await ann.functions.invoke("hello", { body: { name: "Ann" } })));
});

check("a_function_that_is_not_there_is_not_found", async () => {
  assert.equal((await ann.functions.invoke("nothing")).error.context.status, 404);
});

area("the server");

check("sign_out_ends_the_session", async () => {
  const { session } = (await ann.auth.getSession()).data;
  ok(await ann.auth.signOut());
  const response = await fetch(`${server.url}/auth/v1/token?grant_type=refresh_token`, {
    method: "POST", body: JSON.stringify({ refresh_token: session.refresh_token }),
    headers: { apikey: environment.anonKey, "content-type": "application/json" } });
  assert.equal(response.status, 400);
});

check("health_names_the_instance", async () => {
  const response = await fetch(`${server.url}/health`);
  const { lastRequestAt, ...health } = await response.json();
  assert.deepEqual(health, { ok: true, instance: config.instance });
  assert.ok(Date.parse(lastRequestAt) <= Date.now());
});

check("no_secret_is_in_what_the_server_printed", () => {
  const printed = server.stdout() + server.log();
  for (const secret of [environment.serviceKey, environment.jwtSecret, new URL(environment.databaseUrl).password]) {
    assert.ok(!printed.includes(secret));
  }
});

test("the_table_is_the_result_of_these_checks", () => conformance.compare());

test("the_readme_lists_what_is_missing", () => conformance.compareReadme());

/** Once it is subscribed. */
function subscribed(channel) {
  return new Promise((resolve, reject) => channel.subscribe((status, error) => {
    if (status === "SUBSCRIBED") resolve(channel);
    else if (status !== "CLOSED") reject(error ?? new Error(status));
  }));
}

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
