// The process: its configuration, its start and end, and what it does when the database goes away.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { InvalidConfig, parseConfig } from "../src/config.mjs";
import { createLog, printed } from "../src/log.mjs";
import { clientOf, closeClients } from "./support/clients.mjs";
import { createEnvironment } from "./support/environments.mjs";
import { startPostgres } from "./support/postgres.mjs";
import { configFor, freePort, startServer, until } from "./support/servers.mjs";

const SERVER = fileURLToPath(new URL("../src/server.mjs", import.meta.url));
const SCHEMA = `
  create table public.notes (id bigint generated always as identity primary key, text text);
  alter publication supabase_realtime add table public.notes;
  create function public.slow() returns text language sql as $$ select 'done' from pg_sleep(0.7) $$;`;

let cluster, environment;

before(async () => {
  cluster = await startPostgres();
  environment = await createEnvironment(cluster, "process", { migration: SCHEMA });
});

after(async () => {
  await closeClients();
  await environment?.sql.end();
  await cluster?.stop();
});

test("a_configuration_that_others_can_read_is_refused", async () => {
  const { status, stderr } = run(await configFor(environment), 0o644);
  assert.equal(status, 2);
  assert.match(stderr, /has mode 644; it holds secrets: make it 600/);
});

test("a_bad_value_is_refused_with_its_key_and_form_but_not_its_value", async () => {
  const { status, stderr } = run({ ...(await configFor(environment)), jwtSecret: "too-short-secret" });
  assert.equal(status, 2);
  assert.match(stderr, /jwtSecret must be a string of 32 or more characters/);
  assert.ok(!stderr.includes("too-short-secret"));
});

test("variables_of_gotrue_set_what_the_configuration_would", async () => {
  const variables = {
    GOTRUE_EXTERNAL_ANONYMOUS_USERS_ENABLED: "true",
    GOTRUE_MAILER_AUTOCONFIRM: "false",
    GOTRUE_SMTP_HOST: "smtp.example.com",
    GOTRUE_SMTP_PORT: "2525",
    GOTRUE_EXTERNAL_LINKEDIN_OIDC_ENABLED: "true",
    GOTRUE_EXTERNAL_LINKEDIN_OIDC_CLIENT_ID: "client",
    GOTRUE_EXTERNAL_LINKEDIN_OIDC_SECRET: "of the provider",
    GOTRUE_URI_ALLOW_LIST: "https://a.example.com/**, app://b",
    GOTRUE_DB_DRIVER: "postgres",
  };

  const { auth, redirectUrls, unknownVariables } = parseConfig({ ...(await configFor(environment)), variables });

  assert.equal(auth.enable_anonymous_sign_ins, true);
  assert.equal(auth.email.enable_confirmations, true);
  assert.deepEqual([auth.email.smtp.enabled, auth.email.smtp.host, auth.email.smtp.port], [true, "smtp.example.com", 2525]);
  const { enabled, client_id, secret } = auth.external.linkedin_oidc;
  assert.deepEqual([enabled, client_id, secret], [true, "client", "of the provider"]);
  assert.deepEqual(redirectUrls, ["https://a.example.com/**", "app://b"]);
  assert.deepEqual(unknownVariables, ["GOTRUE_DB_DRIVER"]);
});

test("a_variable_that_cannot_be_read_is_named_and_its_value_is_not", async () => {
  for (const [name, value] of Object.entries({ GOTRUE_JWT_EXP: "an-hour", GOTRUE_MAILER_AUTOCONFIRM: "perhaps", HOMEPORT_REDIRECTS: "ai=nowhere" })) {
    const { status, stderr } = run({ ...(await configFor(environment)), functions: { dir: "x" }, variables: { [name]: value } });
    assert.equal(status, 2);
    assert.ok(stderr.includes(`${name} must be`) && !stderr.includes(value), stderr);
  }
});

test("each_kind_of_bad_value_names_its_key", async () => {
  const good = await configFor(environment);
  const bad = { port: "8080", instance: "", databaseUrl: "mysql://x", siteUrl: "https://x.example.com/path", keys: { anon: [] }, poolMax: 0,
    cron: "yes", rewrites: { "https://a.example.com": "nonsense" }, functions: { dir: "x" }, portt: 1 };
  for (const [key, value] of Object.entries(bad)) {
    assert.throws(() => parseConfig({ ...good, [key]: value }), (error) => error instanceof InvalidConfig && error.message.startsWith(key), key);
  }
});

test("a_database_that_cannot_be_reached_ends_the_start_with_exit_code_1", async () => {
  const port = await freePort();
  const { status, stderr } = run({ ...(await configFor(environment)), databaseUrl: `postgres://o:topsecret@127.0.0.1:${port}/db` });
  assert.equal(status, 1);
  assert.match(stderr, /could not start/);
  assert.ok(!stderr.includes("topsecret"));
});

test("a_port_that_is_taken_ends_the_start_with_exit_code_1", async () => {
  const server = await startServer(await configFor(environment));
  const { status, stderr } = run(await configFor(environment, { port: Number(new URL(server.url).port) }));
  assert.equal(status, 1);
  assert.match(stderr, /EADDRINUSE/);
  await server.stop();
});

test("a_terminated_server_answers_what_is_under_way_and_exits_0", async () => {
  // Given
  const server = await startServer(await configFor(environment));
  const client = clientOf(server.url, environment.anonKey);
  const answer = client.rpc("slow").then((it) => it);
  await until("the request runs", async () => (await environment.sql`select from pg_stat_activity where query like '%slow%' and state = 'active' and pid <> pg_backend_pid()`).length > 0);
  // When
  const { code } = await server.stop();
  // Then
  assert.equal((await answer).data, "done");
  assert.equal(code, 0);
});

test("where_addresses_must_be_confirmed_sign_in_waits_for_the_mailed_link", async () => {
  // Given
  const config = await configFor(environment, { auth: { email: { enable_confirmations: true } } });
  const server = await startServer(config);
  const client = clientOf(server.url, environment.anonKey);
  const user = { email: "new@example.com", password: "secret12" };
  // When
  const { data } = await client.auth.signUp(user);
  // Then
  assert.equal(data.session, null);
  assert.equal((await client.auth.signInWithPassword(user)).error.code, "email_not_confirmed");
  const [mail] = fs.readdirSync(config.mailDir);
  const [link] = /http:\/\/\S+verify\S+/.exec(JSON.parse(fs.readFileSync(path.join(config.mailDir, mail), "utf8")).text);
  await fetch(link, { redirect: "manual" });
  assert.equal((await client.auth.signInWithPassword(user)).error, null);
  await server.stop();
});

test("after_the_database_dropped_all_connections_everything_works_again", async () => {
  // Given
  const server = await startServer(await configFor(environment, { cron: true }));
  const client = clientOf(server.url, environment.anonKey);
  const heard = [];
  await new Promise((resolve) => client.channel("notes")
    .on("postgres_changes", { event: "INSERT", schema: "public", table: "notes" }, ({ new: row }) => heard.push(row))
    .subscribe((status) => status === "SUBSCRIBED" && resolve()));
  const listening = () => environment.sql`select pid from pg_stat_activity where application_name = 'homeport-listener'`;
  const [before] = await listening();
  // When
  await environment.sql`select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and usename = current_user`;
  // Then
  await until("it listens again", async () => (await listening()).some(({ pid }) => pid !== before.pid));
  await until("rows can be written", async () => !(await client.from("notes").insert({ text: "back" })).error);
  await until("changes are announced", () => heard.some(({ text }) => text === "back"));
  await environment.sql`select cron.schedule('again', '1 seconds', $$insert into public.notes (text) values ('cron')$$)`;
  await until("jobs run", async () => (await environment.sql`select from public.notes where text = 'cron'`).length > 0);
  await environment.sql`select cron.unschedule('again')`;
  await server.stop();
});

test("the_log_cuts_secrets_out_of_every_line", () => {
  const lines = [];
  const log = createLog(["s3cret\"value", undefined, "abc"], (line) => lines.push(line));
  log.error("failed with s3cret\"value", { detail: { nested: "x s3cret\"value y abc" } });
  assert.ok(!lines[0].includes("s3cret"));
  assert.equal(JSON.parse(lines[0]).detail.nested, "x [secret] y abc");
});

test("what_the_database_refused_is_one_line_with_time_and_level_and_no_stack", () => {
  // Given
  const lines = [];
  const log = createLog([], (line) => lines.push(line));
  const refused = Object.assign(new Error("new row violates row-level security policy for table \"notes\""), { code: "42501" });
  // When
  printed(log, "error", ["rest:", refused]);
  printed(log, "error", [Object.assign(new Error("broken pipe"), { code: "EPIPE" })]);
  // Then
  const [first, second] = lines.map((line) => JSON.parse(line));
  assert.equal(first.message, "rest: new row violates row-level security policy for table \"notes\" (42501)");
  assert.equal(first.level, "warn");
  assert.match(first.time, /^\d{4}-\d\d-\d\dT.*Z$/);
  assert.equal(second.level, "error");
  assert.match(second.message, /^Error: broken pipe \| at /);
});

function run(config, mode = 0o600) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "homeport-conf-"));
  const file = path.join(dir, "config.json");
  fs.writeFileSync(file, JSON.stringify(config), { mode });
  const result = spawnSync(process.execPath, [SERVER, file], { encoding: "utf8", timeout: 20_000, env: { PATH: process.env.PATH } });
  fs.rmSync(dir, { recursive: true });
  return result;
}
