// Prints the SQL that makes an empty environment database a Supabase database. The database's owner applies it, after a
// superuser applied sql/cluster.sql (once per cluster) and sql/database.sql (once per database). Safe to apply again.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { getAuthSchemaSql, getStorageSchemaSql } from "@supabase/lite";
import { PostgresConnection } from "@supabase/lite/postgres";

const OWN_PARTS = [
  "system-fixes",
  "auth-tables",
  "stand-ins/cron",
  "stand-ins/net",
  "stand-ins/vault",
  "stand-ins/pgmq",
  "stand-ins/realtime",
  "stand-ins/supabase-functions",
  "stand-ins/supabase-migrations",
  "stand-ins/graphql",
  "system-grants",
];

export function systemSchema() {
  // never connects: the connection is where lite keeps the SQL of its base schema
  const { baseSchema } = new PostgresConnection({ url: "postgres://unused@127.0.0.1:1/unused" }).config;
  const parts = [
    ["auth functions of @supabase/lite", baseSchema],
    ["auth schema of @supabase/lite", getAuthSchemaSql()],
    ["storage schema of @supabase/lite", getStorageSchemaSql()],
    ...OWN_PARTS.map((part) => [`sql/${part}.sql`, readFileSync(new URL(`../sql/${part}.sql`, import.meta.url), "utf8")]),
  ];
  return parts.map(([title, text]) => `-- ${title}\n${text.trim()}\n`).join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(systemSchema(), () => process.exit(0));
}
