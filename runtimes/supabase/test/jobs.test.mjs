// The stand-ins for pg_cron and pg_net: what SQL schedules and queues really happens, once, and only where it may.
import assert from "node:assert/strict";
import http from "node:http";
import { after, before, test } from "node:test";
import { nextRun } from "../src/cron.mjs";
import { destination } from "../src/net.mjs";
import { isPublicAddress } from "../../node-server/src/public-address.mjs";
import { createEnvironment } from "./support/environments.mjs";
import { startPostgres } from "./support/postgres.mjs";
import { configFor, startServer, until } from "./support/servers.mjs";

const HOSTED = "https://abcdefghijklmnop.supabase.co";

let cluster, environment, sql, door, servers;
const knocks = [];

before(async () => {
  cluster = await startPostgres({ superuser: "postgres" });
  environment = await createEnvironment(cluster, "jobs", { migration: "create table public.ticks (at timestamptz default now(), who text default current_user)" });
  sql = environment.sql;
  door = http.createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    knocks.push({ method: request.method, url: request.url, host: request.headers.host, body });
    response.setHeader("content-type", "application/json");
    response.end('{"ok":true}');
  });
  await new Promise((resolve) => door.listen(0, "127.0.0.1", resolve));
  const siteUrl = `http://shop--staging.apps.localhost:${door.address().port}`;
  servers = await Promise.all([1, 2].map(async () => startServer(await configFor(environment, { siteUrl, cron: true, rewrites: { [HOSTED]: siteUrl } }))));
});

after(async () => {
  await Promise.all((servers ?? []).map((server) => server.stop()));
  door?.close();
  await sql?.end();
  await cluster?.stop();
});

test("with_two_servers_up_a_job_runs_once_per_due_time_as_the_owner", async () => {
  // When
  await sql`select cron.schedule('tick', '1 seconds', 'insert into public.ticks default values')`;
  await until("it ran three times", async () => (await sql`select from cron.job_run_details where status = 'succeeded'`).length >= 3);
  await sql`select cron.unschedule('tick')`;
  await until("no run is left", async () => (await sql`select from cron.job_run_details where status = 'running'`).length === 0);
  // Then
  const runs = await sql`select scheduled_for, status, return_message, username, end_time >= start_time as ended
    from cron.job_run_details order by runid`;
  for (const run of runs) assert.deepEqual({ ...run, scheduled_for: 0 }, {
    scheduled_for: 0, status: "succeeded", return_message: "INSERT 1", username: "owner_jobs", ended: true });
  assert.equal((await sql`select from public.ticks`).length, runs.length);
  const dueTimes = new Set(runs.map((run) => run.scheduled_for.getTime()));
  assert.equal(dueTimes.size, runs.length);
  assert.ok([...dueTimes].every((time) => time % 1000 === 0));
});

test("when_the_leading_server_is_killed_the_other_goes_on", async () => {
  // Given
  await sql`select cron.schedule('tick', '1 seconds', 'insert into public.ticks default values')`;
  const [{ pid: leaderBackend }] = await until("one leads", () => sql`
    select a.pid, a.client_port from pg_locks l join pg_stat_activity a using (pid) where l.locktype = 'advisory' and l.granted`
    .then((rows) => rows.length && rows));
  const holders = () => sql`select pid from pg_locks where locktype = 'advisory' and granted`;
  // When
  servers[0].kill("SIGKILL");
  await servers[0].gone;
  // Then
  await until("one of them leads", async () => (await holders()).length === 1);
  const [{ count: before }] = await sql`select count(*)::int from public.ticks`;
  await until("it runs", async () => (await sql`select from public.ticks`).length > before);
  assert.ok(leaderBackend > 0);
  await sql`select cron.unschedule('tick')`;
});

test("a_job_that_fails_is_recorded_with_its_error", async () => {
  await sql`select cron.schedule('bad', '1 seconds', 'select 1/0')`;
  const [run] = await until("it ran", () => sql`
    select status, return_message from cron.job_run_details where command = 'select 1/0' and end_time is not null limit 1`
    .then((rows) => rows.length && rows));
  await sql`select cron.unschedule('bad')`;
  assert.deepEqual({ ...run }, { status: "failed", return_message: "ERROR: division by zero" });
});

test("a_queued_request_to_the_hosted_project_reaches_the_environments_own_door", async () => {
  // When
  const [{ id }] = await sql`select net.http_post(
    url := ${`${HOSTED}/functions/v1/digest`}, body := '{"a": 1}', params := '{"q": "ü &"}', headers := '{"Authorization": "Bearer x"}') as id`;
  // Then
  const response = await responseTo(id);
  assert.equal(response.status_code, 200);
  assert.equal(response.content, '{"ok":true}');
  assert.equal(response.content_type, "application/json");
  assert.deepEqual(knocks.at(-1), {
    method: "POST", url: "/functions/v1/digest?q=%C3%BC%20%26", host: `shop--staging.apps.localhost:${door.address().port}`, body: '{"a": 1}' });
});

test("a_scheduled_call_of_a_function_goes_all_the_way", async () => {
  await sql`select cron.schedule('call', '1 seconds', ${`select net.http_get('${HOSTED}/functions/v1/nightly')`})`;
  await until("the door was knocked at", () => knocks.some(({ url }) => url === "/functions/v1/nightly"));
  await sql`select cron.unschedule('call')`;
});

test("a_database_webhook_posts_the_row", async () => {
  await sql.unsafe(`create trigger hook after insert on public.ticks for each row execute function
    supabase_functions.http_request('${HOSTED}/functions/v1/hook', 'POST', '{"Content-type":"application/json"}', '{}', '1000')`);
  await sql`insert into public.ticks (who) values ('webhook')`;
  const { body } = await until("it was posted", () => knocks.find(({ url }) => url === "/functions/v1/hook"));
  const { type, table, record } = JSON.parse(body);
  assert.deepEqual([type, table, record.who], ["INSERT", "ticks", "webhook"]);
});

test("a_request_to_an_address_inside_is_refused_and_says_so", async () => {
  const inside = ["http://127.0.0.1:1/", "https://127.0.0.1/", "https://localhost/", "http://169.254.169.254/latest", "https://[::1]/", "https://10.0.0.1/", "ftp://example.com/", "nonsense"];
  for (const url of inside) {
    const [{ id }] = await sql`select net.http_get(${url}) as id`;
    const response = await responseTo(id);
    assert.equal(response.status_code, null, url);
    assert.match(response.error_msg, /not a public address|only https|not a URL/, url);
  }
});

test("private_and_special_addresses_are_not_public", () => {
  for (const address of ["10.1.2.3", "172.31.0.1", "192.168.1.1", "100.64.0.1", "127.9.9.9", "0.0.0.0", "169.254.169.254", "224.0.0.1",
    "::1", "::", "fe80::1", "fc00::1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::", "not an address"]) {
    assert.equal(isPublicAddress(address), false, address);
  }
  for (const address of ["8.8.8.8", "1.1.1.1", "2606:4700::1111"]) assert.equal(isPublicAddress(address), true, address);
});

test("a_rewritten_url_keeps_path_and_query", () => {
  const config = { siteUrl: "https://shop.example.com", rewrites: { [HOSTED]: "https://shop.example.com" } };
  const { url, own } = destination(`${HOSTED}/functions/v1/x?y=1`, config);
  assert.deepEqual([url.href, own], ["https://shop.example.com/functions/v1/x?y=1", true]);
  assert.equal(destination("https://api.example.com/", config).own, false);
});

test("schedules_are_read_as_pg_cron_reads_them", () => {
  const after = new Date("2026-01-30T10:00:30Z");
  const next = (schedule) => nextRun(schedule, after).toISOString();
  assert.equal(next("*/5 * * * *"), "2026-01-30T10:05:00.000Z");
  assert.equal(next("0 3 * * *"), "2026-01-31T03:00:00.000Z");
  assert.equal(next("0 0 $ * *"), "2026-01-31T00:00:00.000Z");
  assert.equal(next("0 9 * * MON"), "2026-02-02T09:00:00.000Z");
  assert.equal(next("@daily"), "2026-01-31T00:00:00.000Z");
  assert.equal(next("20 seconds"), "2026-01-30T10:00:40.000Z");
  for (const wrong of ["", "* * * *", "* * * * * *", "61 * * * *", "0 seconds", "60 seconds"]) assert.throws(() => nextRun(wrong, after), wrong);
});

function responseTo(id) {
  return until(`request ${id} was answered`, async () => (await sql`select * from net._http_response where id = ${id}`)[0]);
}
