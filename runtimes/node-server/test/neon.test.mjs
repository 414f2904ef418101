// The driver that takes the place of Neon's, against a real PostgreSQL.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { startPostgres } from "../../supabase/test/support/postgres.mjs";

const require = createRequire(import.meta.url);
const driver = require("../build/neon/index.js");

let cluster, url;

before(async () => {
  cluster = await startPostgres();
  const sql = cluster.connect();
  await sql.unsafe("create role app login password 'secret-of-app'; create table public.tools (id int, name text); grant all on public.tools to app");
  await sql.end();
  url = cluster.url("app", "secret-of-app", "postgres");
});

after(() => cluster?.stop());

test("a_template_is_one_query_with_values", async () => {
  const sql = driver.neon(url);
  await sql`insert into tools values (${1}, ${"Ladder"})`;
  assert.deepEqual(await sql`select * from tools where name = ${"Ladder"}`, [{ id: 1, name: "Ladder" }]);
});

test("text_with_values_is_called_both_ways_and_gives_rows_or_all_there_is", async () => {
  const sql = driver.neon(url, { fullResults: true });
  const result = await sql.query("select $1::int as number", [7]);
  assert.deepEqual(result.rows, [{ number: 7 }]);
  assert.equal(result.fields[0].name, "number");
  assert.deepEqual((await sql("select $1::int as number", [7], { arrayMode: true })).rows, [[7]]);
});

test("a_query_within_a_query_becomes_part_of_it", async () => {
  const sql = driver.neon(url);
  const name = sql`name = ${"Ladder"}`;
  const [{ count }] = await sql`select count(*)::int as count from ${sql.unsafe("tools")} where ${name} or id = ${99}`;
  assert.equal(count, 1);
});

test("a_transaction_happens_whole_or_not_at_all", async () => {
  const sql = driver.neon(url);
  await assert.rejects(sql.transaction([sql`insert into tools values (2, 'Saw')`, sql`insert into missing values (1)`]), { code: "42P01" });
  assert.deepEqual(await sql`select * from tools where id = 2`, []);
  const results = await sql.transaction((tx) => [tx`insert into tools values (2, 'Saw') returning id`, tx`select 1 as one`], { isolationLevel: "RepeatableRead" });
  assert.deepEqual(results, [[{ id: 2 }], [{ one: 1 }]]);
});

test("a_pool_and_its_settings_for_a_proxy_are_taken", async () => {
  driver.neonConfig.webSocketConstructor = class {};
  const pool = new driver.Pool({ connectionString: url });
  const client = await pool.connect();
  assert.deepEqual((await client.query("select 1 as one")).rows, [{ one: 1 }]);
  client.release();
  await pool.end();
});

test("tls_is_left_out_for_the_environments_own_database_alone", () => {
  const own = new driver.Client({ connectionString: "postgres://a:b@localhost:5432/c?sslmode=require&channel_binding=require", ssl: true });
  assert.equal(own.ssl, false);
  const other = new driver.Client({ connectionString: "postgres://a:b@db.example.com/c?sslmode=require" });
  assert.ok(other.ssl);
});

test("modules_of_both_kinds_get_the_same_driver", async () => {
  const esm = await import("../build/neon/index.mjs");
  assert.equal(esm.neon, driver.neon);
  assert.equal(esm.Pool, driver.Pool);
});
