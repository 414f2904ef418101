// Databases that were provisioned, or backed up, before sql/auth-tables.sql was written get it when a server starts.
import { readFileSync } from "node:fs";

const NEWEST_TABLE = "auth.mfa_last_codes";

/** @param sql the environment's database, as its owner */
export async function applyAuthTables(sql) {
  const [{ missing }] = await sql`select to_regclass(${NEWEST_TABLE}) is null as missing`;
  if (!missing) return;
  await sql.begin(async (transaction) => {
    await transaction`select pg_advisory_xact_lock(hashtext('homeport auth tables'))`;
    await transaction.unsafe(readFileSync(new URL("../sql/auth-tables.sql", import.meta.url), "utf8"));
  });
}
