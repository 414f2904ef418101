// lite's PostgreSQL connection with the remedies it needs: see "Why not lite as it is" in the README.
import { PostgresConnection } from "@supabase/lite/postgres";
import { sql } from "kysely";

/** Role a request may run as → how long one of its statements may take, as on hosted Supabase; 0 is no limit. */
const REQUEST_ROLES = { anon: "3s", authenticated: "8s", service_role: "0" };

export function createConnection({ databaseUrl, poolMax }) {
  return new EnvironmentConnection({
    url: databaseUrl,
    postgresOptions: {
      max: poolMax,
      onnotice: () => {},
      connection: { application_name: "homeport-supabase" },
      types: RESULT_TYPES,
    },
  });
}

class EnvironmentConnection extends PostgresConnection {
  constructor(options) {
    super(options);
    const { driver } = this;
    const reserve = driver.reserve;
    // lite's queries go through reserved connections
    driver.reserve = async () => {
      const reserved = await reserve();
      const { unsafe } = reserved;
      reserved.unsafe = (text, parameters = [], more) => unsafe(withTextArguments(text), parameters.map((value) => untyped(driver, value)), more);
      return reserved;
    };
  }

  /**
   * lite asks here whether requests switch role, and on the way grants everything to anon, which undoes the app's own
   * REVOKEs. Grants are made once, when the database is provisioned; requests always switch role.
   */
  async ensureRlsContext() {
    return true;
  }

  /** Role and claims for one transaction in one round trip. */
  async applyJwtSessionContext(db, context) {
    const { uid, jwt, role } = context.auth ?? {};
    const requestRole = role || "anon";
    if (!Object.hasOwn(REQUEST_ROLES, requestRole)) {
      throw Object.assign(new Error(`role "${requestRole}" is not allowed`), { code: "42501" });
    }
    await sql`select
      set_config('role', ${requestRole}, true),
      set_config('statement_timeout', ${REQUEST_ROLES[requestRole]}, true),
      set_config('request.jwt.claim.sub', ${String(uid ?? "")}, true),
      set_config('request.jwt.claim.role', ${requestRole}, true),
      set_config('request.jwt.claim.email', ${String(jwt?.email ?? "")}, true),
      set_config('request.jwt.claims', ${jwt ? JSON.stringify(jwt) : ""}, true),
      set_config('storage.operation', ${String(context.storage?.operation ?? "")}, true)`.execute(db);
  }
}

/** lite writes JSON arguments of functions as text already; a parameter of type jsonb would be written as JSON once more. */
function withTextArguments(text) {
  return text.replace(/(:= |\()(\$\d+)::(jsonb?)\b/g, "$1$2::text::$3");
}

/** The driver calls booleans and lists of them boolean, also where a column is jsonb or an array: the server knows better. */
function untyped(driver, value) {
  return typeof value === "boolean" || Array.isArray(value) ? driver.typed(value, 0) : value;
}

/** Values as PostgREST prints them: numbers for numeric, ISO 8601 for timestamps, \x… for bytea. */
const RESULT_TYPES = {
  // text both ways, in the form that a client sends and gets: \x6869
  bytea: { to: 17, from: [17], serialize: (value) => (typeof value === "string" ? value : `\\x${Buffer.from(value).toString("hex")}`), parse: (text) => text },
  numeric: { to: 1700, from: [1700], serialize: String, parse: Number },
  timestamp: { to: 1114, from: [1114], serialize: (value) => value, parse: (text) => text.replace(" ", "T") },
  timestamptz: {
    to: 1184,
    from: [1184],
    serialize: (value) => value,
    parse: (text) => text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00"),
  },
};
