// An app's server as a whole: a real sandbox, real connections.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const SERVER = fileURLToPath(new URL("../src/server.mjs", import.meta.url));
const APP = fileURLToPath(new URL("fixture/app", import.meta.url));
const PASSWORD = "a-password-of-the-database";

let runtime, database, bystander, gateway, folder;

before(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "node-server-test-"));
  database = await listen((socket) => socket.end("the database"));
  bystander = await listen((socket) => socket.end("a service of the machine"));
  gateway = http.createServer((request, response) => response.end(`${request.url} asked of ${request.headers.host}`));
  await new Promise((resolve) => gateway.listen(0, "127.0.0.1", resolve));
  runtime = await startServer({ env: { HOMEPORT_REDIRECTS: "https://mail.builder.example=https://shop.example.com" } });
});

after(async () => {
  await runtime?.stop();
  database?.close();
  bystander?.close();
  gateway?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

test("health_names_the_instance_and_leaves_the_apps_own_health_page_alone", async () => {
  const { lastRequestAt, ...health } = JSON.parse((await runtime.get("/health")).body);
  assert.deepEqual(health, { ok: true, instance: "the-instance" });
  assert.equal((await runtime.get("/health", { host: "shop.example.com" })).body, "healthy, says the app");
});

test("the_app_sees_its_folder_read_only_and_no_other_files", async () => {
  const { files, written } = await runtime.ask("/files");
  assert.deepEqual(files.filter((name) => ["home", "root", "var", "srv", "work"].includes(name)), []);
  assert.equal(written, "EROFS");
});

test("the_app_has_web_sockets_whatever_node_runs_it", async () => {
  assert.equal((await runtime.ask("/env")).webSocket, "function");
});

test("the_app_runs_with_the_node_that_it_was_built_with", async () => {
  const program = path.join(folder, "another-node");
  fs.copyFileSync(process.execPath, program);
  const other = await startServer({ app: { node: { program, version: process.versions.node } } });
  assert.equal((await other.ask("/env")).program, "/node");
  await other.stop();
  assert.equal((await runtime.ask("/env")).program, process.execPath);
});

test("a_node_without_a_version_stops_the_start", async () => {
  const failing = await startServer({ app: { node: { program: process.execPath } } }).catch((error) => error);
  assert.equal(failing.code, 2);
  assert.match(failing.log, /app\.node\.version is missing/);
});

test("what_the_app_can_write_is_in_memory_and_bounded", async () => {
  assert.deepEqual((await runtime.ask("/writable")).writable, ["/dev", "/dev/shm", "/tmp"]);
});

test("the_app_cannot_take_the_place_of_the_sockets_that_lead_in_and_out", async () => {
  const { files } = await runtime.ask("/list?folder=/entry");
  assert.deepEqual(files, []);
  assert.deepEqual((await runtime.ask("/list?folder=/out")).files, ["out.sock"]);
});

test("a_line_without_end_takes_no_memory_and_is_cut", async () => {
  const before = residentKib(runtime.process.pid);
  await runtime.get("/print-long?megabytes=200");
  await waitFor(() => /"message":"x{1000,}/.test(runtime.log()));
  assert.ok(runtime.log().length < 100_000);
  assert.ok(residentKib(runtime.process.pid) - before < 100 * 1024);
});

test("the_app_reaches_its_database_and_no_other_service_of_the_machine", async () => {
  assert.equal((await runtime.ask("/connect?port=5432&host=localhost")).answer, "the database");
  for (const host of ["localhost", "127.0.0.1", "::1", os.hostname()]) {
    const { answer } = await runtime.ask(`/connect?port=${bystander.address().port}&host=${host}`);
    assert.match(answer, /^(ECONNREFUSED|ECONNRESET|ENETUNREACH|EADDRNOTAVAIL|)$/, host);
  }
  assert.match((await runtime.ask("/connect?port=80&host=169.254.169.254")).answer, /^ENETUNREACH$/);
});

test("the_app_reaches_its_own_environment_by_its_public_address", async () => {
  assert.equal((await runtime.ask(`/fetch?url=${encodeURIComponent("https://shop.example.com/health")}`)).answer, "healthy, says the app");
  assert.equal((await runtime.ask(`/fetch?url=${encodeURIComponent("https://hosted.example.com/health")}`)).answer, "healthy, says the app");
});

test("requests_to_a_hosted_service_go_where_the_operator_says_even_on_this_machine", async () => {
  const { answer } = await runtime.ask(`/fetch?url=${encodeURIComponent("https://ai.builder.example/v1/chat?model=small")}`);
  assert.equal(answer, `/gateway/v1/chat?model=small asked of 127.0.0.1:${gateway.address().port}`);
});

test("an_environments_own_redirect_wins_and_may_lead_to_itself", async () => {
  assert.equal((await runtime.ask(`/fetch?url=${encodeURIComponent("https://mail.builder.example/health")}`)).answer, "healthy, says the app");
  assert.equal((await runtime.ask("/env")).env.HOMEPORT_REDIRECTS, undefined);
});

test("redirects_that_are_no_pairs_stop_the_start", async () => {
  const failing = await startServer({ env: { HOMEPORT_REDIRECTS: "https://ai.builder.example" } }).catch((error) => error);
  assert.equal(failing.code, 2);
  assert.match(failing.log, /HOMEPORT_REDIRECTS must be pairs/);
});

test("bodies_stream_both_ways", async () => {
  const request = http.request({ port: runtime.port, path: "/echo", method: "POST", headers: { host: "shop.example.com" } });
  const answered = new Promise((resolve) => request.on("response", resolve));
  request.write("first");
  const answer = await answered;
  const [first] = await once(answer, "data");
  assert.equal(String(first), "first");
  request.end("second");
  const [second] = await once(answer, "data");
  assert.equal(String(second), "second");
});

test("several_cookies_and_the_length_of_a_body_pass_as_they_are", async () => {
  const { headers } = await runtime.get("/cookies");
  assert.deepEqual(headers["set-cookie"], ["a=1; Path=/", "b=2; Path=/"]);
  assert.equal(headers["content-length"], "2");
});

test("a_websocket_passes", async () => {
  const socket = net.connect(runtime.port, "127.0.0.1");
  socket.write("GET /socket HTTP/1.1\r\nHost: shop.example.com\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
  await until(socket, "101 Switching Protocols");
  socket.write("ping");
  await until(socket, "ping");
  socket.destroy();
});

test("variables_reach_the_app_and_secrets_stay_out_of_the_log_and_of_command_lines", async () => {
  const { env } = await runtime.ask("/env");
  assert.equal(env.GREETING, "good day");
  assert.equal(env.DATABASE_URL, `postgres://owner:${PASSWORD}@localhost:5432/app`);
  assert.equal(env.NODE_ENV, "production");
  await runtime.get("/print");
  await waitFor(() => runtime.log().includes("printed by the app"));
  assert.ok(!runtime.log().includes(PASSWORD) && !runtime.log().includes("a-key-of-the-mailer"));
  for (const pid of fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const line = fs.existsSync(`/proc/${pid}/cmdline`) ? readQuietly(`/proc/${pid}/cmdline`) : "";
    assert.ok(!line.includes(PASSWORD), pid);
  }
});

test("an_app_that_ends_is_started_again", async () => {
  await runtime.get("/crash").catch(() => {});
  await waitFor(async () => (await runtime.get("/health")).status === 503);
  await waitFor(async () => (await runtime.get("/health")).status === 200);
  assert.match(runtime.log(), /ended with exit code 3/);
});

test("an_app_that_listens_on_another_port_is_found", async () => {
  const stubborn = await startServer({ env: { STUBBORN_PORT: "5000" } });
  assert.equal((await stubborn.get("/health", { host: "shop.example.com" })).body, "healthy, says the app");
  await stubborn.stop();
});

test("an_app_that_cannot_start_ends_the_process_and_says_why", async () => {
  const failing = await startServer({ env: { FAIL_AT_START: "yes" } }).catch((error) => error);
  assert.equal(failing.code, 1);
  assert.match(failing.log, /cannot find its configuration/);
  assert.match(failing.log, /did not start: it ended with exit code 4: Error: cannot find its configuration/);
});

test("when_it_is_killed_the_app_ends_with_it", async () => {
  const killed = await startServer();
  const { pid: marker } = await killed.ask("/env");
  assert.ok(marker > 0);
  const inside = sandboxesOf(killed.process.pid);
  assert.ok(inside.length > 0);
  killed.process.kill("SIGKILL");
  await waitFor(() => inside.every((pid) => !fs.existsSync(`/proc/${pid}`)));
});

test("a_bad_configuration_names_the_key", async () => {
  const failing = await startServer({ app: { start: "index.js" } }).catch((error) => error);
  assert.equal(failing.code, 2);
  assert.match(failing.log, /app\.start must be a list of strings/);
});

async function startServer({ env = {}, app = {} } = {}) {
  const file = path.join(fs.mkdtempSync(path.join(folder, "config-")), "config.json");
  const config = {
    port: 0,
    instance: "the-instance",
    databaseUrl: `postgres://owner:${PASSWORD}@127.0.0.1:${database.address().port}/app`,
    siteUrl: "https://shop.example.com",
    rewrites: { "https://hosted.example.com": "https://shop.example.com" },
    redirects: {
      "https://ai.builder.example": `http://127.0.0.1:${gateway.address().port}/gateway`,
      "https://mail.builder.example": `http://127.0.0.1:${gateway.address().port}/gateway`,
    },
    drainMs: 500,
    app: { dir: APP, start: ["index.js"], env: { GREETING: "good day", MAILER_KEY: "a-key-of-the-mailer", ...env }, ...app },
  };
  fs.writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  const child = spawn(process.execPath, [SERVER, file], { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.on("data", (text) => (log += text));
  const ended = new Promise((resolve) => child.once("close", resolve));
  const port = await new Promise((resolve, reject) => {
    child.stderr.on("data", () => {
      const ready = /"message":"ready","port":(\d+)/.exec(log);
      if (ready) resolve(Number(ready[1]));
    });
    ended.then((code) => reject(Object.assign(new Error(log), { code, log })));
  });
  const get = (target, headers = {}) =>
    new Promise((resolve, reject) => {
      http
        .get({ port, path: target, headers, agent: false }, (answer) => {
          let body = "";
          answer.on("data", (part) => (body += part));
          answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body }));
        })
        .on("error", reject);
    });
  return {
    port,
    get,
    process: child,
    log: () => log,
    ask: async (target) => JSON.parse((await get(target)).body),
    stop: () => (child.kill("SIGTERM"), ended),
  };
}

function sandboxesOf(parent) {
  return fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => new RegExp(`^PPid:\\s+${parent}$`, "m").test(readQuietly(`/proc/${pid}/status`)));
}

function residentKib(pid) {
  return Number(/^VmHWM:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))[1]);
}

function readQuietly(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function listen(answer) {
  const server = net.createServer((socket) => (socket.on("error", () => {}), answer(socket)));
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const once = (emitter, event) => new Promise((resolve) => emitter.once(event, (...args) => resolve(args)));

async function until(socket, text) {
  let read = "";
  while (!read.includes(text)) read += String((await once(socket, "data"))[0]);
}

async function waitFor(condition, limitMs = 8_000) {
  const end = Date.now() + limitMs;
  while (!(await condition())) {
    assert.ok(Date.now() < end, `not within ${limitMs} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
