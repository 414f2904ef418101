// Provisions environments as the README says: cluster.sql once, database.sql by a superuser, the rest by the owner.
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { SignJWT } from "jose";
import postgres from "postgres";
import { systemSchema } from "../../src/schema.mjs";

/** Removes from a migration what README says an applier leaves out. */
export function withoutLeftOut(migration, { postgresIsSuperuser = false } = {}) {
  return JSON.parse(read("sql/left-out.json"))
    .filter((entry) => postgresIsSuperuser || !entry.onlyWherePostgresIsSuperuser)
    .reduce((rest, { pattern }) => rest.replace(new RegExp(pattern, "gi"), ""), migration);
}

const read = (file) => fs.readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");

/** @returns what a server's configuration says about the environment's database and keys, and the owner's connection */
export async function createEnvironment(cluster, name, { migration = "" } = {}) {
  const owner = `owner_${name}`;
  const database = `db_${name}`;
  const password = randomBytes(12).toString("hex");
  const admin = cluster.connect();
  await admin.unsafe(read("sql/cluster.sql"));
  await admin.unsafe(`create role "${owner}" login password '${password}'`);
  await admin.unsafe(`create database "${database}" owner "${owner}"`);
  await admin.end();
  const inside = cluster.connect(database);
  await inside.unsafe(read("sql/database.sql").replaceAll("{{owner}}", `"${owner}"`));
  await inside.end();
  const databaseUrl = cluster.url(owner, password, database);
  const sql = postgres(databaseUrl, { max: 2, onnotice: () => {} });
  await sql.unsafe(systemSchema());
  if (migration) await sql.unsafe(migration);
  const jwtSecret = randomBytes(32).toString("hex");
  const token = (claims) => new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(jwtSecret));
  return {
    sql,
    databaseUrl,
    jwtSecret,
    token,
    anonKey: await token({ iss: "homeport", role: "anon", exp: 4_102_444_800 }),
    serviceKey: await token({ iss: "homeport", role: "service_role", exp: 4_102_444_800 }),
  };
}
