// The SQL: can be applied again, keeps environments apart, and carries real migrations.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { systemSchema } from "../src/schema.mjs";
import { createEnvironment, withoutLeftOut } from "./support/environments.mjs";
import { startPostgres } from "./support/postgres.mjs";

const read = (file) => fs.readFileSync(new URL(`../${file}`, import.meta.url), "utf8");
const MIGRATION = read("test/fixture/supabase-dialect.sql");

let cluster, first, second;

before(async () => {
  cluster = await startPostgres();
  first = await createEnvironment(cluster, "first");
  second = await createEnvironment(cluster, "second");
});

after(async () => {
  await first?.sql.end();
  await second?.sql.end();
  await cluster?.stop();
});

test("an_owner_cannot_connect_to_another_environment", async () => {
  const url = new URL(first.databaseUrl);
  url.pathname = "/db_second";
  const intruder = postgres(url.href, { max: 1 });
  await assert.rejects(intruder`select 1`, /permission denied for database/);
  await intruder.end();
});

test("an_owner_is_no_superuser_and_cannot_make_roles_or_databases", async () => {
  await assert.rejects(first.sql`create role more`, /permission denied/);
  await assert.rejects(first.sql`create database more`, /permission denied/);
  await assert.rejects(first.sql`alter role anon superuser`, /must be superuser|permission denied/);
  await assert.rejects(first.sql`grant owner_second to owner_first`, /must have admin option|permission denied/);
  await assert.rejects(first.sql`set role owner_second`, /permission denied/);
});

test("an_owner_cannot_read_files_or_run_programs_through_the_database", async () => {
  await assert.rejects(first.sql`select pg_read_file('/etc/passwd')`, /permission denied/);
  await assert.rejects(first.sql.unsafe("copy (select 1) to program 'true'"), /must be superuser|permission denied/);
});

test("what_one_environment_drops_of_a_shared_role_stays_in_the_other", async () => {
  await second.sql`create table public.kept (id int)`;
  await first.sql`drop owned by anon`;
  const [{ granted }] = await second.sql`select has_table_privilege('anon', 'public.kept', 'select') as granted`;
  assert.equal(granted, true);
  await first.sql.unsafe(systemSchema());
});

test("everything_can_be_applied_again", async () => {
  const admin = cluster.connect();
  await admin.unsafe(read("sql/cluster.sql"));
  await admin.end();
  const inside = cluster.connect("db_second");
  await inside.unsafe(read("sql/database.sql").replaceAll("{{owner}}", '"owner_second"'));
  await inside.end();
  await second.sql.unsafe(systemSchema());
});

test("the_printed_schema_is_the_applied_one", () => {
  const printed = execFileSync(process.execPath, [fileURLToPath(new URL("../src/schema.mjs", import.meta.url))], { encoding: "utf8" });
  assert.equal(printed, systemSchema());
});

test("a_migration_in_supabases_dialect_applies_as_the_owner", async () => {
  await second.sql.unsafe(withoutLeftOut(MIGRATION));
  const tables = await second.sql`select tablename from pg_tables where schemaname = 'public' and tablename = 'orders'`;
  assert.equal(tables.length, 1);
});

test("a_function_that_a_migration_gave_to_postgres_reads_and_writes_the_app", async () => {
  const [{ seen }] = await second.sql.begin(async (transaction) => {
    await transaction`set local role anon`;
    return transaction`select public.count_orders() as seen`;
  });
  assert.equal(seen, 1);
});

test("the_same_migration_applies_where_postgres_is_the_superuser", async () => {
  const other = await startPostgres({ superuser: "postgres" });
  const environment = await createEnvironment(other, "third", { migration: withoutLeftOut(MIGRATION, { postgresIsSuperuser: true }) });
  const [{ seen }] = await environment.sql`select public.count_orders() as seen`;
  assert.equal(seen, 1);
  await environment.sql.end();
  await other.stop();
});

test("what_is_left_out_ends_with_its_statement", () => {
  const kept = "create extension pg_trgm; alter table t owner to app; execute 'create extension pg_cron';";
  assert.equal(withoutLeftOut(kept, { postgresIsSuperuser: true }), kept);
  const mixed = "create table a (x int); CREATE EXTENSION IF NOT EXISTS \"pg_net\" WITH SCHEMA extensions; create table b (y int);";
  assert.equal(withoutLeftOut(mixed).replace(/\s+/g, " "), "create table a (x int); create table b (y int);");
  assert.equal(withoutLeftOut("alter function f(text) owner to postgres;", { postgresIsSuperuser: true }), "");
});

test("queues_hide_what_was_read_until_their_time_and_archive_it", async () => {
  const { sql } = first;
  await sql`select pgmq.create('mails')`;
  const [{ send: id }] = await sql`select pgmq.send('mails', ${sql.json({ to: "ann" })})`;
  const [message] = await sql`select * from pgmq.read('mails', 30, 5)`;
  assert.deepEqual([message.msg_id, message.message], [id, { to: "ann" }]);
  assert.equal((await sql`select * from pgmq.read('mails', 30, 5)`).length, 0);
  assert.equal((await sql`select pgmq.archive('mails', ${id}) as done`)[0].done, true);
  assert.equal((await sql`select from pgmq.a_mails`).length, 1);
});

test("vault_secrets_are_read_by_the_owner_and_the_service_only", async () => {
  const { sql } = first;
  await sql`select vault.create_secret('s3cret', 'token')`;
  const [{ decrypted_secret: secret }] = await sql`select decrypted_secret from vault.decrypted_secrets where name = 'token'`;
  assert.equal(secret, "s3cret");
  for (const role of ["anon", "authenticated"]) {
    const attempt = sql.begin(async (transaction) => {
      await transaction.unsafe(`set local role ${role}`);
      return transaction`select * from vault.decrypted_secrets`;
    });
    await assert.rejects(attempt, /permission denied/, role);
  }
});

test("requests_cannot_reach_jobs_or_the_request_queue", async () => {
  for (const query of ["select * from cron.job", "select * from net.http_request_queue", "select encrypted_password from auth.users"]) {
    const attempt = first.sql.begin(async (transaction) => {
      await transaction`set local role authenticated`;
      return transaction.unsafe(query);
    });
    await assert.rejects(attempt, /permission denied/, query);
  }
});

test("a_users_metadata_written_as_a_json_string_is_unwrapped", async () => {
  const { sql } = first;
  await sql`insert into auth.users (email, raw_user_meta_data) values ('x@example.com', to_jsonb(${'{"full_name":"X"}'}::text))`;
  const [{ name }] = await sql`select raw_user_meta_data ->> 'full_name' as name from auth.users where email = 'x@example.com'`;
  assert.equal(name, "X");
});
