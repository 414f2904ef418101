// Realtime: who gets what, decided by row security.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import WebSocket from "ws";
import { clientOf, closeClients } from "./support/clients.mjs";
import { createEnvironment } from "./support/environments.mjs";
import { startPostgres } from "./support/postgres.mjs";
import { configFor, startServer, until } from "./support/servers.mjs";

const SCHEMA = fs.readFileSync(new URL("fixture/schema.sql", import.meta.url), "utf8");
const PRIVATE_ROOM = `
  create policy "members listen" on realtime.messages for select to authenticated
    using (realtime.topic() = 'room:' || (auth.uid())::text);
  create policy "members speak" on realtime.messages for insert to authenticated
    with check (realtime.topic() = 'room:' || (auth.uid())::text);`;

let cluster, environment, server, ann, bob, annId;

before(async () => {
  cluster = await startPostgres();
  environment = await createEnvironment(cluster, "live", { migration: SCHEMA + PRIVATE_ROOM });
  server = await startServer(await configFor(environment));
  [ann, bob] = await Promise.all(["ann", "bob"].map(signedIn));
  annId = (await ann.auth.getUser()).data.user.id;
});

after(async () => {
  await closeClients();
  await server?.stop();
  await environment?.sql.end();
  await cluster?.stop();
});

test("a_row_is_announced_only_to_who_may_read_it", async () => {
  // Given
  const toAnn = await changesOf(ann, "drafts", { event: "*" });
  const toBob = await changesOf(bob, "drafts", { event: "*" });
  // When
  await ann.from("posts").insert({ title: "a draft" });
  await ann.from("posts").insert({ title: "for all", published: true });
  // Then
  await until("both rows reached Ann and one Bob", () => toAnn.length === 2 && toBob.length === 1);
  assert.deepEqual(toAnn.map((change) => change.new.title).sort(), ["a draft", "for all"]);
  assert.equal(toBob[0].new.title, "for all");
  assert.equal(toBob[0].eventType, "INSERT");
});

test("a_subscription_gets_only_the_events_and_rows_it_asked_for", async () => {
  // Given
  const updates = await changesOf(ann, "updates", { event: "UPDATE" });
  const filtered = await changesOf(ann, "filtered", { event: "*", filter: "title=eq.wanted" });
  // When
  const { data: wanted } = await ann.from("posts").insert({ title: "wanted" }).select().single();
  await ann.from("posts").insert({ title: "unwanted" });
  await ann.from("posts").update({ price: 3 }).eq("id", wanted.id);
  // Then
  await until("the changes arrived", () => updates.length === 1 && filtered.length === 2);
  assert.equal(updates[0].new.price, 3);
  assert.deepEqual(filtered.map((change) => change.eventType), ["INSERT", "UPDATE"]);
});

test("a_delete_announces_the_key", async () => {
  // Given
  const { data: row } = await ann.from("posts").insert({ title: "to go" }).select().single();
  const deletes = await changesOf(ann, "deletes", { event: "DELETE" });
  // When
  await ann.from("posts").delete().eq("id", row.id);
  // Then
  await until("the delete arrived", () => deletes.length === 1);
  assert.deepEqual(deletes[0].old, { id: row.id });
});

test("an_expired_token_gets_no_more_changes", async () => {
  // Given
  const soon = Math.floor(Date.now() / 1000) + 2;
  const expiring = clientOf(server.url, environment.anonKey);
  await expiring.realtime.setAuth(await environment.token({ role: "authenticated", sub: annId, exp: soon }));
  const changes = await changesOf(expiring, "expiring", { event: "INSERT" });
  await ann.from("posts").insert({ title: "before" });
  await until("the first row arrived", () => changes.length === 1);
  const current = await changesOf(ann, "current", { event: "INSERT" });
  // When
  await until("the token expired", () => Date.now() > soon * 1000);
  await ann.from("posts").insert({ title: "after" });
  // Then
  await until("the row reached the valid subscription", () => current.some((change) => change.new.title === "after"));
  assert.equal(changes.length, 1);
});

test("a_broadcast_reaches_the_others_on_the_topic", async () => {
  const heard = [];
  await subscribed(bob.channel("lobby").on("broadcast", { event: "hi" }, ({ payload }) => heard.push(payload)));
  const sender = await subscribed(ann.channel("lobby"));
  await sender.send({ type: "broadcast", event: "hi", payload: { from: "Ann" } });
  await until("Bob heard it", () => heard.length === 1);
  assert.deepEqual(heard[0], { from: "Ann" });
});

test("presence_tells_who_is_there_and_who_left", async () => {
  const seen = bob.channel("presence");
  await subscribed(seen.on("presence", { event: "sync" }, () => {}));
  const present = ann.channel("presence", { config: { presence: { key: "ann" } } });
  await subscribed(present);
  await present.track({ at: "home" });
  await until("Bob sees Ann", () => seen.presenceState().ann?.[0].at === "home");
  await ann.removeChannel(present);
  await until("Bob sees Ann leave", () => !seen.presenceState().ann);
});

test("a_private_topic_is_joined_only_where_a_policy_allows", async () => {
  const topic = `room:${annId}`;
  await subscribed(ann.channel(topic, { config: { private: true } }));
  await assert.rejects(subscribed(bob.channel(topic, { config: { private: true } })), /Unauthorized/);
});

test("the_database_broadcasts_to_a_private_topic", async () => {
  const topic = `room:${annId}`;
  const heard = [];
  await ann.removeAllChannels();
  await subscribed(ann.channel(topic, { config: { private: true } }).on("broadcast", { event: "news" }, ({ payload }) => heard.push(payload)));
  await environment.sql`select realtime.send(${environment.sql.json({ text: "hello" })}, 'news', ${topic}, true)`;
  await until("Ann heard it", () => heard.length === 1);
  assert.equal(heard[0].text, "hello");
});

test("a_connection_without_a_valid_key_is_refused", async () => {
  const response = await fetch(`${server.url}/realtime/v1/websocket?apikey=wrong`);
  assert.equal(response.status, 404);
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/realtime/v1/websocket?apikey=wrong`);
  const error = await new Promise((resolve) => socket.on("error", resolve));
  assert.match(error.message, /401/);
});

async function signedIn(name) {
  const client = clientOf(server.url, environment.anonKey);
  const { error } = await client.auth.signUp({ email: `${name}@example.com`, password: "secret12" });
  assert.equal(error, null);
  await client.realtime.setAuth();
  return client;
}

/** Subscribes to posts and collects what arrives. */
async function changesOf(client, name, wanted) {
  const changes = [];
  await subscribed(client.channel(name).on("postgres_changes", { schema: "public", table: "posts", ...wanted }, (change) => changes.push(change)));
  return changes;
}

function subscribed(channel) {
  return new Promise((resolve, reject) => {
    channel.subscribe((status, error) => {
      if (status === "SUBSCRIBED") resolve(channel);
      else if (status !== "CLOSED") reject(error ?? new Error(status));
    });
  });
}
