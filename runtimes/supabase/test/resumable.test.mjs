// Resumable uploads, spoken as tus clients do.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import { after, before, test } from "node:test";
import { isAllowedType } from "../src/resumable-uploads.mjs";
import { clientOf, closeClients } from "./support/clients.mjs";
import { createEnvironment } from "./support/environments.mjs";
import { startPostgres } from "./support/postgres.mjs";
import { configFor, startServer, until } from "./support/servers.mjs";

const SCHEMA = `
  insert into storage.buckets (id, name, file_size_limit, allowed_mime_types) values
    ('docs', 'docs', null, null), ('pictures', 'pictures', 1000, '{image/*}');
  create policy "own folder" on storage.objects for all to authenticated
    using ((storage.foldername(name))[1] = auth.uid()::text) with check ((storage.foldername(name))[1] = auth.uid()::text);`;
const MIB = 1024 * 1024;
const CHUNK_BYTES = 6 * MIB;

let cluster, environment, config, server, ann, bob;

before(async () => {
  cluster = await startPostgres();
  environment = await createEnvironment(cluster, "files", { migration: SCHEMA });
  config = await configFor(environment, { maxResumableMib: 100 });
  server = await startServer(config);
  [ann, bob] = await Promise.all(["ann", "bob"].map(signUp));
});

after(async () => {
  await closeClients();
  await server?.stop();
  await environment?.sql.end();
  await cluster?.stop();
});

test("a_file_arrives_in_parts_and_is_the_uploaders", async () => {
  // Given
  const bytes = randomBytes(2 * CHUNK_BYTES + 1234);
  const key = `${ann.id}/large file ü.bin`;
  // When
  const url = await create(ann, { key, size: bytes.length, contentType: "video/mp4", cacheControl: "60", metadata: '{"title":"x"}' });
  for (let offset = 0; offset < bytes.length; offset += CHUNK_BYTES) {
    const part = bytes.subarray(offset, offset + CHUNK_BYTES);
    const answer = await append(ann, url, offset, part);
    assert.deepEqual([answer.status, answer.headers.get("upload-offset")], [204, String(offset + part.length)]);
  }
  // Then
  const stored = await ann.client.storage.from("docs").download(key);
  assert.equal(digest(Buffer.from(await stored.data.arrayBuffer())), digest(bytes));
  const [row] = await environment.sql`select owner_id, metadata, user_metadata from storage.objects where name = ${key}`;
  assert.deepEqual([row.owner_id, row.metadata.size, row.metadata.mimetype, row.metadata.cacheControl, row.user_metadata.title],
    [ann.id, bytes.length, "video/mp4", "max-age=60", "x"]);
  assert.equal((await head(ann, url)).headers.get("upload-offset"), String(bytes.length));
});

test("an_upload_goes_on_after_the_server_was_killed", async () => {
  // Given
  const bytes = randomBytes(CHUNK_BYTES);
  const key = `${ann.id}/resumed.bin`;
  const url = await create(ann, { key, size: bytes.length });
  const half = CHUNK_BYTES / 2;
  await append(ann, url, 0, bytes.subarray(0, half));
  // When
  server.kill("SIGKILL");
  await server.gone;
  server = await startServer(config);
  // Then
  assert.equal((await head(ann, url)).headers.get("upload-offset"), String(half));
  assert.equal((await append(ann, url, half, bytes.subarray(half))).status, 204);
  assert.equal(digest(Buffer.from(await (await ann.client.storage.from("docs").download(key)).data.arrayBuffer())), digest(bytes));
});

test("what_arrived_before_a_connection_broke_is_not_sent_again", async () => {
  const bytes = randomBytes(2 * MIB);
  const key = `${ann.id}/broken.bin`;
  const url = await create(ann, { key, size: bytes.length });
  const socket = net.connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.write(`PATCH ${new URL(url).pathname} HTTP/1.1\r\nhost: x\r\ncontent-length: ${bytes.length}\r\n${
    Object.entries({ ...headersOf(ann), "upload-offset": "0", "content-type": "application/offset+octet-stream" }).map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
  socket.write(bytes.subarray(0, MIB));
  const reached = () => head(ann, url).then(({ headers }) => Number(headers.get("upload-offset")));
  await until("the first half is on disk", () => fs.readdirSync(`${config.storageDir}-unfinished`).some(
    (name) => name.endsWith(".part") && fs.statSync(`${config.storageDir}-unfinished/${name}`).size === MIB));
  socket.destroy();
  await until("the server noticed", async () => (await reached()) === MIB);
  assert.equal((await append(ann, url, MIB, bytes.subarray(MIB))).status, 204);
});

test("row_security_decides_who_may_upload_where", async () => {
  assert.equal((await tryCreate(ann, { key: `${bob.id}/x.bin`, size: 1 })).status, 403);
  assert.equal((await tryCreate({ token: environment.anonKey }, { key: "x.bin", size: 1 })).status, 403);
  assert.equal((await tryCreate({ token: "nonsense" }, { key: `${ann.id}/x.bin`, size: 1 })).status, 401);
  assert.equal((await tryCreate({ token: environment.serviceKey }, { key: "service.bin", size: 1 })).status, 201);
});

test("row_security_decides_again_at_the_end", async () => {
  const key = `${ann.id}/late.bin`;
  const url = await create(ann, { key, size: 1 });
  await environment.sql`alter policy "own folder" on storage.objects with check (false)`;
  assert.equal((await append(ann, url, 0, Buffer.from("x"))).status, 403);
  await environment.sql`alter policy "own folder" on storage.objects with check ((storage.foldername(name))[1] = auth.uid()::text)`;
  assert.equal((await head(ann, url)).status, 404);
  assert.equal((await environment.sql`select from storage.objects where name = ${key}`).length, 0);
});

test("nobody_goes_on_with_anothers_upload", async () => {
  const url = await create(ann, { key: `${ann.id}/mine.bin`, size: 1 });
  for (const answer of [await head(bob, url), await append(bob, url, 0, Buffer.from("x")), await remove(bob, url)]) assert.equal(answer.status, 404);
  assert.equal((await remove(ann, url)).status, 204);
  assert.equal((await head(ann, url)).status, 404);
});

test("the_limits_of_the_bucket_and_of_the_server_hold", async () => {
  const picture = { bucket: "pictures", key: `${ann.id}/p`, contentType: "image/png" };
  assert.equal((await tryCreate(ann, { ...picture, size: 1001 })).status, 413);
  assert.equal((await tryCreate(ann, { ...picture, size: 10, contentType: "text/html" })).status, 415);
  assert.equal((await tryCreate(ann, { ...picture, size: 1000 })).status, 201);
  assert.equal((await tryCreate(ann, { key: `${ann.id}/huge`, size: 100 * MIB + 1 })).status, 413);
  assert.equal((await tryCreate(ann, { bucket: "none", key: `${ann.id}/x`, size: 1 })).status, 404);
  assert.equal((await tryCreate(ann, { key: `${ann.id}/../x`, size: 1 })).status, 400);
  const url = await create(ann, { key: `${ann.id}/short`, size: 3 });
  assert.equal((await append(ann, url, 0, Buffer.from("longer"))).status, 413);
  assert.equal((await append(ann, url, 2, Buffer.from("x"))).status, 409);
});

test("what_is_begun_is_bounded_by_bytes_for_each_account_and_for_all_without_one_together", async () => {
  // Given
  await environment.sql`insert into storage.buckets (id, name) values ('inbox', 'inbox')`;
  await environment.sql`create policy "anybody" on storage.objects for insert with check (bucket_id = 'inbox')`;
  const stranger = { token: environment.anonKey };
  const large = (who, key) => tryCreate(who, { bucket: "inbox", key, size: 60 * MIB });
  // When
  const answers = await Promise.all([1, 2, 3, 4, 5].map((at) => large(stranger, `stranger-${at}`)));
  // Then
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 201, 201, 429, 429]);
  assert.equal((await large(bob, "bob-1")).status, 201);
  // And
  const [begun] = answers.filter(({ status }) => status === 201);
  const hours = (answer) => (Date.parse(answer.headers.get("upload-expires")) - Date.now()) / 3_600_000;
  assert.ok(hours(begun) <= 1);
  assert.ok(hours(await large(bob, "bob-2")) > 20);
  await remove(stranger, location(begun));
  assert.equal((await large(stranger, "stranger-6")).status, 201);
});

test("a_file_is_replaced_only_with_upsert", async () => {
  const key = `${ann.id}/twice.txt`;
  const upload = async (text, upsert) => {
    const answer = await tryCreate(ann, { key, size: text.length, upsert });
    if (answer.status !== 201) return answer.status;
    return (await append(ann, location(answer), 0, Buffer.from(text))).status;
  };
  assert.deepEqual([await upload("one", false), await upload("two", false), await upload("three", true)], [204, 409, 204]);
  assert.equal(await (await ann.client.storage.from("docs").download(key)).data.text(), "three");
});

test("an_empty_file_and_one_sent_with_the_creation_are_finished_at_once", async () => {
  await create(ann, { key: `${ann.id}/empty`, size: 0 });
  const answer = await tryCreate(ann, { key: `${ann.id}/at-once`, size: 2, body: Buffer.from("hi") });
  assert.equal(answer.headers.get("upload-offset"), "2");
  for (const [name, expected] of [["empty", ""], ["at-once", "hi"]]) {
    assert.equal(await (await ann.client.storage.from("docs").download(`${ann.id}/${name}`)).data.text(), expected);
  }
});

test("an_unfinished_upload_expires", async () => {
  const url = await create(ann, { key: `${ann.id}/old`, size: 10 });
  const id = url.split("/").at(-1);
  const file = `${config.storageDir}-unfinished/${id}.json`;
  fs.writeFileSync(file, JSON.stringify({ ...JSON.parse(fs.readFileSync(file, "utf8")), expires: Date.now() - 1 }));
  assert.equal((await head(ann, url)).status, 410);
  await server.stop();
  server = await startServer(config);
  assert.deepEqual(fs.readdirSync(`${config.storageDir}-unfinished`).filter((name) => name.startsWith(id)), []);
});

test("memory_stays_bounded", async () => {
  const size = 90 * MIB;
  const resident = () => Number(/VmRSS:\s+(\d+) kB/.exec(fs.readFileSync(`/proc/${server.pid}/status`, "utf8"))[1]) / 1024;
  const url = await create(ann, { key: `${ann.id}/90mib`, size });
  const before = resident();
  await append(ann, url, 0, Buffer.alloc(size, "x"));
  assert.ok(resident() - before < 60, `grew by ${Math.round(resident() - before)} MiB`);
});

test("a_browser_is_told_what_it_may", async () => {
  const answer = await fetch(`${server.url}/storage/v1/upload/resumable`, { method: "OPTIONS", headers: { "access-control-request-headers": "tus-resumable,upload-length" } });
  assert.deepEqual([answer.status, answer.headers.get("tus-version"), answer.headers.get("access-control-allow-headers")], [204, "1.0.0", "tus-resumable,upload-length"]);
  assert.match(answer.headers.get("access-control-expose-headers"), /upload-offset/);
});

test("types_of_a_bucket_may_have_a_wildcard", () => {
  for (const allowed of [null, [], ["image/*"], ["image/png"], ["*/*"]]) assert.ok(isAllowedType("image/PNG; charset=x", allowed));
  for (const allowed of [["image/jpeg"], ["text/*"], ["image"]]) assert.ok(!isAllowedType("image/png", allowed));
});

async function signUp(name) {
  const client = clientOf(server.url, environment.anonKey);
  const { data } = await client.auth.signUp({ email: `${name}@example.com`, password: "secret12" });
  return { client, id: data.user.id, token: data.session.access_token };
}

function headersOf({ token }) {
  return { apikey: environment.anonKey, authorization: `Bearer ${token}`, "tus-resumable": "1.0.0" };
}

function tryCreate(user, { bucket = "docs", key, size, contentType = "application/octet-stream", cacheControl, metadata, upsert, body }) {
  const pairs = Object.entries({ bucketName: bucket, objectName: key, contentType, cacheControl, metadata }).filter(([, value]) => value !== undefined);
  return fetch(`${server.url}/storage/v1/upload/resumable`, {
    method: "POST",
    body,
    headers: {
      ...headersOf(user),
      "upload-length": String(size),
      "upload-metadata": pairs.map(([name, value]) => `${name} ${Buffer.from(value).toString("base64")}`).join(","),
      ...(upsert ? { "x-upsert": "true" } : {}),
      ...(body ? { "content-type": "application/offset+octet-stream" } : {}),
    },
  });
}

async function create(user, options) {
  const answer = await tryCreate(user, options);
  assert.equal(answer.status, 201, await answer.text());
  return location(answer);
}

/** The upload's address, valid at the server that runs now. */
function location(answer) {
  return new URL(answer.headers.get("location"), server.url).href;
}

function append(user, url, offset, body) {
  return fetch(url, { method: "PATCH", body, headers: { ...headersOf(user), "upload-offset": String(offset), "content-type": "application/offset+octet-stream" } });
}

function head(user, url) {
  return fetch(url, { method: "HEAD", headers: headersOf(user) });
}

function remove(user, url) {
  return fetch(url, { method: "DELETE", headers: headersOf(user) });
}

function digest(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}
