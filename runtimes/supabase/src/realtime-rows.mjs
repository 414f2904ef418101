// What a subscriber may see, decided by the database's own row security.
import { become } from "./acting.mjs";

/**
 * The changed row as it is now, read with the subscriber's role and claims.
 *
 * @returns the row, or null: gone, not visible to this subscriber, or in a table without primary key
 */
export async function readAs(sql, claims, { schema, table, key }) {
  const columns = Object.entries(key);
  if (columns.length === 0) return null;
  return sql.begin(async (transaction) => {
    await become(transaction, claims);
    const conditions = columns.map(
      ([column, value], place) => sql`${place > 0 ? sql`and` : sql``} r.${sql(column)}::text = ${String(value)}`);
    const [found] = await transaction`select to_jsonb(r) as row from ${sql(schema)}.${sql(table)} r where ${conditions}`;
    return found?.row ?? null;
  }).catch((error) => {
    if (error.code === "42501") return null;
    throw error;
  });
}

/** Policies on realtime.messages decide who may join a private topic (select) and write to it (insert). */
export async function mayUsePrivateTopic(sql, claims, topic) {
  const attempt = async (work) => {
    let allowed = false;
    const undo = new Error("undo");
    await sql.begin(async (transaction) => {
      await transaction`select set_config('realtime.topic', ${topic}, true)`;
      allowed = await work(transaction);
      throw undo;
    }).catch((error) => {
      if (error !== undo && error.code !== "42501") throw error;
    });
    return allowed;
  };
  const probe = (transaction) =>
    transaction`insert into realtime.messages (topic, extension, event, private) values (${topic}, 'probe', 'probe', true)`;
  const read = await attempt(async (transaction) => {
    await probe(transaction);
    await become(transaction, claims);
    const seen = await transaction`select from realtime.messages where topic = ${topic} and extension = 'probe'`;
    return seen.length > 0;
  });
  const write = await attempt(async (transaction) => {
    await become(transaction, claims);
    await probe(transaction);
    return true;
  });
  return { read, write };
}

/** A filter of a subscription, such as `room_id=eq.4`, against the row. */
export function matchesFilter(filter, row) {
  if (!filter) return true;
  const [, column, operator, operand] = /^(\w+)=(eq|neq|gt|gte|lt|lte|in)\.(.*)$/s.exec(filter) ?? [];
  if (!column || row[column] === null || row[column] === undefined) return false;
  const value = row[column];
  const order = typeof value === "number" ? value - Number(operand) : String(value).localeCompare(operand);
  switch (operator) {
    case "eq": return String(value) === operand;
    case "neq": return String(value) !== operand;
    case "gt": return order > 0;
    case "gte": return order >= 0;
    case "lt": return order < 0;
    case "lte": return order <= 0;
    case "in": return operand.replace(/^\(|\)$/g, "").split(",").includes(String(value));
  }
}
