// A disk that is full: who stores a file is told so, nothing half is kept, and all goes on when there is room again.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { closeClients, clientOf } from "./support/clients.mjs";
import { createEnvironment } from "./support/environments.mjs";
import { startPostgres } from "./support/postgres.mjs";
import { configFor, startServer, until } from "./support/servers.mjs";

const MIB = 1024 * 1024;
const DISK_BYTES = 8 * MIB;
const SERVER = fileURLToPath(new URL("../src/server.mjs", import.meta.url));
const SCHEMA = `
  insert into storage.buckets (id, name, public, file_size_limit) values ('docs', 'docs', true, null), ('small', 'small', false, 1000);
  create table public.notes (body text);
  insert into public.notes values ('kept');`;

let cluster, environment, server, client;

before(async () => {
  cluster = await startPostgres();
  environment = await createEnvironment(cluster, "full", { migration: SCHEMA });
  const disk = fs.mkdtempSync(path.join(os.tmpdir(), "homeport-full-"));
  const config = await configFor(environment, { storageDir: path.join(disk, "storage"), mailDir: path.join(disk, "mail") });
  // a small disk of its own, for which nobody needs to be root
  server = await startServer(config, ["bwrap", "--dev-bind", "/", "/", "--size", String(DISK_BYTES), "--tmpfs", disk, "--die-with-parent"]);
  client = clientOf(server.url, environment.serviceKey);
});

after(async () => {
  await closeClients();
  server?.kill("SIGKILL");
  await environment?.sql.end();
  await cluster?.stop();
});

test("whoever_uploads_to_a_full_disk_is_told_and_what_is_stored_is_still_there", async () => {
  // Given
  const first = randomBytes(2 * MIB);
  await stored("first.bin", first);
  // When
  const refused = await upload("large.bin", randomBytes(DISK_BYTES));
  // Then
  assert.equal(refused.status, 507);
  const answer = await refused.json();
  assert.equal(answer.error, "InsufficientStorage");
  assert.match(answer.message, /no room .* nothing was stored\. Remove files/);
  assert.equal((await environment.sql`select from storage.objects where name = 'large.bin'`).length, 0);
  assert.deepEqual(await downloaded("first.bin"), first);
  assert.deepEqual((await client.from("notes").select("body")).data, [{ body: "kept" }]);
  await client.storage.from("docs").remove(["first.bin"]);
});

test("nothing_is_left_of_what_had_no_room", async () => {
  for (let times = 0; times < 4; times++) assert.equal((await upload("large.bin", randomBytes(DISK_BYTES))).status, 507);
  await stored("fits.bin", randomBytes(7 * MIB));
  await client.storage.from("docs").remove(["fits.bin"]);
});

test("a_file_that_cannot_be_replaced_stays_as_it_was", async () => {
  // Given
  const before = randomBytes(5 * MIB);
  await stored("replaced.bin", before, "image/png");
  // When
  const refused = await upload("replaced.bin", randomBytes(5 * MIB), { "x-upsert": "true", "content-type": "text/plain" });
  const copied = await client.storage.from("docs").copy("replaced.bin", "copy.bin");
  // Then
  assert.equal(refused.status, 507);
  assert.equal(copied.error.statusCode, "507");
  const kept = await fetch(publicUrl("replaced.bin"));
  assert.equal(kept.headers.get("content-type"), "image/png");
  assert.deepEqual(Buffer.from(await kept.arrayBuffer()), before);
  await client.storage.from("docs").remove(["replaced.bin"]);
});

test("a_resumable_upload_goes_on_when_there_is_room_again", async () => {
  // Given
  await stored("in-the-way.bin", randomBytes(4 * MIB));
  const bytes = randomBytes(6 * MIB);
  const url = await created("resumed.bin", bytes.length);
  // When
  const refused = await append(url, 0, bytes);
  // Then
  assert.equal(refused.status, 507);
  assert.match((await refused.json()).message, /Go on with the upload when there is/);
  const reached = Number((await tus("HEAD", url)).headers.get("upload-offset"));
  assert.ok(reached < bytes.length);
  // And
  await client.storage.from("docs").remove(["in-the-way.bin"]);
  assert.equal((await append(url, reached, bytes.subarray(reached))).status, 204);
  assert.deepEqual(await downloaded("resumed.bin"), bytes);
  await client.storage.from("docs").remove(["resumed.bin"]);
});

test("a_file_that_is_larger_than_its_bucket_allows_and_does_not_say_so_is_refused", async () => {
  const chunks = new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(600));
      if (this.sent) controller.close();
      this.sent = true;
    },
  });
  const refused = await fetch(`${server.url}/storage/v1/object/small/long.bin`, { method: "POST", body: chunks, duplex: "half", headers: headers() });
  assert.deepEqual([refused.status, (await refused.json()).error], [413, "Payload too large"]);
});

test("a_log_that_has_no_room_stops_nobody", async () => {
  // Given
  const config = await configFor(environment);
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "homeport-conf-")), "config.json");
  fs.writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  // When
  const child = spawn(process.execPath, [SERVER, file], { stdio: ["ignore", "ignore", fs.openSync("/dev/full", "w")] });
  // Then
  const answers = () => fetch(`http://127.0.0.1:${config.port}/health`).then(({ ok }) => ok, () => false);
  try {
    await until("it is healthy", answers);
    await fetch(`http://127.0.0.1:${config.port}/rest/v1/none`, { headers: headers() });
    assert.ok(await answers());
    assert.equal(child.exitCode, null);
  } finally {
    child.kill("SIGKILL");
  }
});

function headers(more = {}) {
  return { apikey: environment.serviceKey, authorization: `Bearer ${environment.serviceKey}`, ...more };
}

function upload(key, bytes, more = {}) {
  return fetch(`${server.url}/storage/v1/object/docs/${key}`, {
    method: "POST", body: bytes, headers: headers({ "content-type": "application/octet-stream", ...more }),
  });
}

async function stored(key, bytes, type = "application/octet-stream") {
  const answer = await upload(key, bytes, { "content-type": type });
  assert.equal(answer.status, 200, await answer.text());
}

async function downloaded(key) {
  const { data, error } = await client.storage.from("docs").download(key);
  assert.ok(data, `${error?.message} ${server.log().slice(-600)}`);
  return Buffer.from(await data.arrayBuffer());
}

function publicUrl(key) {
  return `${server.url}/storage/v1/object/public/docs/${key}`;
}

function tus(method, url, more = {}, body = undefined) {
  return fetch(url, { method, body, headers: headers({ "tus-resumable": "1.0.0", ...more }) });
}

async function created(key, size) {
  const pairs = { bucketName: "docs", objectName: key, contentType: "application/octet-stream" };
  const metadata = Object.entries(pairs).map(([name, value]) => `${name} ${Buffer.from(value).toString("base64")}`).join(",");
  const answer = await tus("POST", `${server.url}/storage/v1/upload/resumable`, { "upload-length": String(size), "upload-metadata": metadata });
  assert.equal(answer.status, 201, await answer.text());
  return new URL(answer.headers.get("location"), server.url).href;
}

function append(url, offset, body) {
  return tus("PATCH", url, { "upload-offset": String(offset), "content-type": "application/offset+octet-stream" }, body);
}
