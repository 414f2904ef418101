// Takes the place of @neondatabase/serverless where an app is built: the same interface over the ordinary protocol of
// PostgreSQL, since no WebSocket proxy and no HTTP endpoint stands before an environment's database.
"use strict";

const pg = require("pg");

/** Settings of the proxy, which apps write and nothing reads here. */
const neonConfig = {};

class NeonDbError extends Error {
  name = "NeonDbError";
}

class UnsafeRawSql {
  constructor(sql) {
    this.sql = sql;
  }
}

/** The database within reach is the environment's own, which speaks no TLS: the connection does not leave the machine. */
function withoutTls(config) {
  const given = typeof config === "string" ? { connectionString: config } : { ...config };
  if (given.connectionString && URL.canParse(given.connectionString)) {
    const url = new URL(given.connectionString);
    if (url.hostname !== "localhost") return given;
    for (const name of ["sslmode", "channel_binding", "ssl"]) url.searchParams.delete(name);
    given.connectionString = url.toString();
  } else if ((given.host ?? process.env.PGHOST) !== "localhost") {
    return given;
  }
  delete given.ssl;
  return given;
}

class Client extends pg.Client {
  constructor(config) {
    super(withoutTls(config));
    this.neonConfig = neonConfig;
  }
}

class Pool extends pg.Pool {
  constructor(config) {
    super(withoutTls(config), Client);
  }
}

/** A query that is sent when somebody waits for its result, so that it can be part of a transaction or of another query. */
class NeonQueryPromise {
  constructor(run, query, options) {
    Object.assign(this, { run, query, options });
  }

  get [Symbol.toStringTag]() {
    return "NeonQueryPromise";
  }

  #sent;
  #send() {
    return (this.#sent ??= this.run(this.query, this.options));
  }

  then(fulfilled, rejected) {
    return this.#send().then(fulfilled, rejected);
  }

  catch(rejected) {
    return this.#send().catch(rejected);
  }

  finally(done) {
    return this.#send().finally(done);
  }
}

/** @returns the text with `$1`, `$2` and so on, and the values; queries within become part of it */
function queryOf(strings, values) {
  const params = [];
  const text = (parts, inserted) =>
    parts.reduce((before, part, at) => {
      if (at === 0) return part;
      const value = inserted[at - 1];
      if (value instanceof UnsafeRawSql) return before + value.sql + part;
      if (value instanceof NeonQueryPromise && value.query.strings) return before + text(value.query.strings, value.query.values) + part;
      params.push(value);
      return `${before}$${params.length}${part}`;
    }, "");
  return { text: text(strings, values), params, strings, values };
}

const pools = new Map();

function poolOf(connectionString) {
  if (!pools.has(connectionString)) {
    const pool = new Pool({ connectionString, max: 5, idleTimeoutMillis: 10_000, allowExitOnIdle: true });
    // A connection that ends while nobody uses it is made again for the next query.
    pool.on("error", () => {});
    pools.set(connectionString, pool);
  }
  return pools.get(connectionString);
}

function neon(connectionString, defaults = {}) {
  if (!connectionString) throw new Error("No database connection string was provided to `neon()`. Perhaps an environment variable has not been set?");
  const pool = poolOf(connectionString);

  const send = async (client, { text, params }, given = {}) => {
    const options = { ...defaults, ...given };
    const result = await client.query({ text, values: params, rowMode: options.arrayMode ? "array" : undefined, types: options.types });
    return options.fullResults ? { ...result, fields: result.fields, rows: result.rows, rowAsArray: Boolean(options.arrayMode) } : result.rows;
  };
  const run = (query, options) => send(pool, query, options);
  const plain = (text, params = [], options) => new NeonQueryPromise(run, { text, params }, options);

  const sql = (first, ...rest) =>
    Array.isArray(first) && "raw" in first ? new NeonQueryPromise(run, queryOf(first, rest)) : plain(first, ...rest);
  sql.query = plain;
  sql.unsafe = (text) => new UnsafeRawSql(text);
  sql.transaction = async (queries, options = {}) => {
    const client = await pool.connect();
    try {
      const level = options.isolationLevel ? ` isolation level ${options.isolationLevel.replace(/([a-z])([A-Z])/g, "$1 $2")}` : "";
      await client.query(`begin${level}${options.readOnly ? " read only" : ""}`);
      const results = [];
      for (const each of typeof queries === "function" ? queries(sql) : queries) results.push(await send(client, each.query, { ...options, ...each.options }));
      await client.query("commit");
      client.release();
      return results;
    } catch (error) {
      await client.query("rollback").catch(() => {});
      client.release(true);
      throw error;
    }
  };
  return sql;
}

module.exports = {
  Client,
  ClientBase: pg.Client,
  DatabaseError: pg.DatabaseError,
  NeonDbError,
  Pool,
  Query: pg.Query,
  UnsafeRawSql,
  defaults: pg.defaults,
  escapeIdentifier: pg.escapeIdentifier,
  escapeLiteral: pg.escapeLiteral,
  neon,
  neonConfig,
  types: pg.types,
};
