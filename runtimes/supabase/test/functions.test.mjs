// Edge functions: prepared from unmodified sources, run in a sandbox, gone with their server.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import { text } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { clientOf, closeClients } from "./support/clients.mjs";
import { createEnvironment } from "./support/environments.mjs";
import { FUNCTIONS_DIR, prepareFunctions } from "./support/functions.mjs";
import { startPostgres } from "./support/postgres.mjs";
import { configFor, startServer, until } from "./support/servers.mjs";

const HOSTED = "https://abcdefghijklmnop.supabase.co";
const NOTES = "create table public.notes (id bigint generated always as identity primary key); insert into public.notes default values;";

let cluster, environment, prepared, config, server, client;

before(async () => {
  [cluster, prepared] = await Promise.all([startPostgres(), prepareFunctions()]);
  environment = await createEnvironment(cluster, "functions", { migration: NOTES });
  config = await configFor(environment, {
    siteUrl: "http://shop--staging.apps.localhost",
    rewrites: { [HOSTED]: "http://shop--staging.apps.localhost" },
    functions: { ...prepared.config, env: { GREETING: "from the environment" }, timeoutMs: 2_000, denyNet: ["192.0.2.0/24"] },
  });
  server = await startServer(config);
  client = clientOf(server.url, environment.anonKey);
});

after(async () => {
  await closeClients();
  await server?.stop();
  await environment?.sql.end();
  await cluster?.stop();
});

test("prepare_reports_each_function_and_goes_on_after_one_that_cannot_be_prepared", () => {
  const reported = Object.fromEntries(prepared.report.functions.map((it) => [it.name, it]));
  assert.deepEqual(Object.keys(reported), ["broken", "curious", "hello", "public-hook", "reads-outside"]);
  assert.deepEqual(reported.hello, { name: "hello", verifyJwt: true, ok: true });
  assert.deepEqual(reported["public-hook"], { name: "public-hook", verifyJwt: false, ok: true });
  assert.equal(reported.broken.ok, false);
  assert.match(reported.broken.error, /code\.example\.com/);
  assert.deepEqual(prepared.report.unmapped, [{ file: "broken/index.ts", specifier: "https://code.example.com/nothing.ts" }]);
});

test("a_function_that_imports_a_file_outside_the_release_is_refused", () => {
  const { ok, error } = prepared.report.functions.find((it) => it.name === "reads-outside");
  assert.equal(ok, false);
  assert.match(error, /outside\.json, which is outside/);
});

test("a_function_with_url_imports_answers_and_reaches_its_environment", async () => {
  const { data, error } = await client.functions.invoke("hello", { body: { name: "Ann" } });
  assert.equal(error, null);
  assert.deepEqual(data, { message: "Hello Ann", notes: 1, greeting: "from the environment" });
});

test("a_preflight_needs_no_token", async () => {
  const response = await fetch(`${server.url}/functions/v1/hello`, { method: "OPTIONS" });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("access-control-allow-origin"), "*");
});

test("a_function_without_verification_answers_anybody", async () => {
  const response = await fetch(`${server.url}/functions/v1/public-hook?text=hi`);
  assert.deepEqual(await response.json(), { base64: "aGk=", hex: "6869" });
});

test("a_verified_function_refuses_a_missing_and_a_foreign_token", async () => {
  const url = `${server.url}/functions/v1/hello`;
  assert.equal((await fetch(url, { method: "POST" })).status, 401);
  const response = await fetch(url, { method: "POST", headers: { Authorization: `Bearer ${environment.anonKey}x` } });
  assert.equal(response.status, 401);
});

test("a_function_that_could_not_be_prepared_is_not_found", async () => {
  for (const name of ["broken", "reads-outside", "_shared", "absent"]) {
    assert.equal((await client.functions.invoke(name)).error.context.status, 404, name);
  }
});

test("a_function_cannot_read_files_outside_its_release", async () => {
  assert.equal(await refusal("read", "/etc/passwd"), "NotCapable");
  assert.equal(await refusal("read", `${FUNCTIONS_DIR}/../outside.json`), "NotCapable");
  assert.equal(await refusal("read", "/proc/self/environ"), "NotCapable");
  assert.ok(await refusal("import", `${FUNCTIONS_DIR}/../outside.json`));
});

test("a_function_cannot_write_or_run_programs", async () => {
  assert.equal(await refusal("write", `${FUNCTIONS_DIR}/hello/index.ts`), "NotCapable");
  assert.equal(await refusal("write", "/tmp/x"), "NotCapable");
  assert.equal(await refusal("run", "/bin/true"), "NotCapable");
});

test("a_function_cannot_make_files_in_the_place_of_its_sockets", async () => {
  assert.equal(await refusal("own"), "NotCapable");
  assert.ok((await attempt("environment")).done);
});

test("a_function_cannot_connect_to_the_database", async () => {
  for (const host of ["127.0.0.1", "localhost", "0.0.0.0", "0", "::1", "::ffff:127.0.0.1", "127.0.0.2"]) {
    assert.equal(await refusal("connect", `${host} ${cluster.port}`), "NotCapable", host);
  }
});

test("a_function_cannot_reach_anything_on_this_machine_or_its_networks_or_what_the_operator_denies", async () => {
  const inside = ["http://169.254.169.254/latest/meta-data/", "http://10.1.2.3/", "http://192.168.0.1/", "http://[::1]:8080/", server.url, config.siteUrl];
  for (const url of [...inside, "http://192.0.2.7/"]) {
    assert.match(await refusal("fetch", url), /^(NotCapable|TypeError)$/, url);
  }
  assert.equal(await refusal("fetch", server.url), "NotCapable");
  assert.equal(await refusal("listen", "127.0.0.1 0"), "NotCapable");
});

test("a_function_reaches_its_environment_at_each_of_its_addresses", async () => {
  for (const origin of [config.siteUrl, HOSTED, server.url]) {
    const { done } = await attempt("fetch", `${origin}/auth/v1/health`);
    assert.match(done, /No API key found/, origin);
  }
});

test("a_function_sees_the_public_address_in_its_requests", async () => {
  assert.equal((await attempt("url")).done, `${config.siteUrl}/curious?x=1`);
});

test("an_answer_is_streamed_as_it_is_made", async () => {
  const response = await invoke("stream");
  const reader = response.body.getReader();
  assert.equal(new TextDecoder().decode((await reader.read()).value), "first");
  await fetch(`${server.url}/functions/v1/public-hook?text=x`);
  await reader.cancel();
});

test("a_function_sees_only_its_own_environment", async () => {
  const { done } = await attempt("environment");
  for (const name of ["GREETING", "SUPABASE_URL", "SUPABASE_ANON_KEY", "SUPABASE_SERVICE_ROLE_KEY"]) assert.ok(done.includes(name), name);
  for (const name of ["HOME", "SUPABASE_JWT_SECRET", "SUPABASE_DB_URL"]) assert.ok(!done.includes(name), name);
});

test("a_request_over_the_time_limit_is_ended_and_the_next_one_answered", async () => {
  const response = await invoke("hang");
  assert.equal(response.status, 546);
  assert.equal((await response.json()).code, "WORKER_LIMIT");
  assert.ok((await attempt("environment")).done);
});

test("a_function_that_exits_answers_546_and_starts_again", async () => {
  const response = await invoke("exit");
  assert.equal(response.status, 546);
  assert.ok((await attempt("environment")).done);
});

test("what_a_function_prints_is_logged_without_secrets", () => {
  assert.match(server.log(), /"function":"hello"/);
  assert.ok(!server.log().includes(environment.serviceKey));
});

test("an_idle_function_is_stopped", async () => {
  const idle = await startServer({ ...(await configFor(environment, { functions: { ...config.functions, idleMs: 100 } })) });
  await fetch(`${idle.url}/functions/v1/public-hook?text=x`);
  await until("the function was stopped", () => denosOf(idle.pid).length === 0);
  await idle.stop();
});

test("requests_to_a_builders_service_go_where_the_operator_says_though_functions_reach_nothing_on_this_machine", async () => {
  const seen = [];
  const gateway = http.createServer(async (request, response) => {
    seen.push([request.method, request.url, request.headers.authorization, await text(request)]);
    response.setHeader("content-type", "application/json").end('{"from":"the owner\'s gateway"}');
  });
  const port = await listening(gateway);
  const other = await startServer(
    await configFor(environment, { functions: config.functions, redirects: { "https://ai.builder.example": `http://127.0.0.1:${port}/openai` } }));
  const asked = (target) => invokeAt(other.url, "post", target);

  const answered = await asked("https://ai.builder.example/v1/chat/completions?x=1");
  const refused = await asked(`http://127.0.0.1:${port}/`);

  assert.deepEqual(answered, { done: '{"from":"the owner\'s gateway"}' });
  assert.deepEqual(seen, [["POST", "/openai/v1/chat/completions?x=1", "Bearer of-the-function", "what was asked"]]);
  assert.ok(refused.refused);
  gateway.close();
  assert.match((await asked("https://ai.builder.example/")).done, /cannot be reached/);
  await other.stop();
});

test("an_environments_own_redirect_stays_within_the_sandbox", async () => {
  const gateway = http.createServer((request, response) => response.end("reached"));
  const port = await listening(gateway);
  const variables = { HOMEPORT_REDIRECTS: `https://ai.builder.example=http://127.0.0.1:${port}`, GOTRUE_SMTP_PASS: "of-the-mail-server" };
  const other = await startServer(await configFor(environment, { functions: { ...config.functions, env: {} }, variables }));

  const refused = await invokeAt(other.url, "post", "https://ai.builder.example/");
  const names = (await invokeAt(other.url, "environment")).done;

  assert.equal(refused.refused, "NotCapable");
  assert.deepEqual(names.filter((name) => /GOTRUE|REDIRECTS/.test(name)), []);
  gateway.close();
  await other.stop();
});

test("stopping_the_server_stops_its_functions", async () => {
  const other = await startServer(await configFor(environment, { functions: config.functions }));
  await fetch(`${other.url}/functions/v1/public-hook?text=x`);
  const denos = denosOf(other.pid);
  assert.equal(denos.length, 1);
  assert.deepEqual(await other.stop(), { code: 0, signal: null });
  assert.ok(denos.every((pid) => !isAlive(pid)));
});

test("no_function_outlives_a_killed_server", async () => {
  const other = await startServer(await configFor(environment, { functions: config.functions }));
  await fetch(`${other.url}/functions/v1/public-hook?text=x`);
  const denos = denosOf(other.pid);
  assert.equal(denos.length, 1);
  other.kill("SIGKILL");
  await until("the function ended", () => denos.every((pid) => !isAlive(pid)));
});

test("without_setpriv_a_guardian_ends_the_children_of_a_killed_process", async () => {
  const parent = `
    const { createChildren } = await import(${JSON.stringify(new URL("../src/children.mjs", import.meta.url).href)});
    const child = createChildren({ setpriv: false }).start("sleep", ["600"], { stdio: "ignore" });
    console.log(child.pid);
    setInterval(() => {}, 1000);`;
  const process_ = spawn(process.execPath, ["--input-type=module", "-e", parent], { stdio: ["ignore", "pipe", "inherit"] });
  const pid = await new Promise((resolve) => process_.stdout.once("data", (text) => resolve(Number(text))));
  assert.ok(isAlive(pid));
  process_.kill("SIGKILL");
  await until("the child ended", () => !isAlive(pid));
});

async function invokeAt(url, attempted, target) {
  return (await invoke(attempted, target, url)).json();
}

function listening(gateway) {
  return new Promise((resolve) => gateway.listen(0, "127.0.0.1", () => resolve(gateway.address().port)));
}

function invoke(attempted, target = "", url = server.url) {
  return fetch(`${url}/functions/v1/curious?x=1`, {
    method: "POST",
    headers: { Authorization: `Bearer ${environment.anonKey}`, "content-type": "application/json" },
    body: JSON.stringify({ attempt: attempted, target }),
  });
}

async function attempt(attempted, target) {
  return (await invoke(attempted, target)).json();
}

async function refusal(attempted, target) {
  const { refused, done } = await attempt(attempted, target);
  assert.ok(refused, `${attempted} ${target} was allowed: ${JSON.stringify(done)}`);
  return refused;
}

function denosOf(pid) {
  const listed = execFileSync("ps", ["-e", "-o", "pid=,ppid=,comm="], { encoding: "utf8" });
  const rows = listed.trim().split("\n").map((line) => line.trim().split(/\s+/));
  return rows.filter(([, parent, program]) => Number(parent) === pid && program.startsWith("deno")).map(([child]) => Number(child));
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !fs.readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
}
