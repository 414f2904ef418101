import driver from "./index.js";

export const {
  Client,
  ClientBase,
  DatabaseError,
  NeonDbError,
  Pool,
  Query,
  UnsafeRawSql,
  defaults,
  escapeIdentifier,
  escapeLiteral,
  neon,
  neonConfig,
  types,
} = driver;
export default driver;
