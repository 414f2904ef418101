// Statements of this runtime that run as the one who asks: the database's row security decides.

const REQUEST_ROLES = ["anon", "authenticated", "service_role"];

/** For the rest of the transaction. @param claims of the caller's token or key */
export async function become(transaction, claims, { timeout = "3s", operation = "" } = {}) {
  const role = REQUEST_ROLES.includes(claims.role) ? claims.role : "anon";
  await transaction`select
    set_config('role', ${role}, true),
    set_config('statement_timeout', ${timeout}, true),
    set_config('request.jwt.claim.sub', ${claims.sub ?? ""}, true),
    set_config('request.jwt.claim.role', ${role}, true),
    set_config('request.jwt.claim.email', ${claims.email ?? ""}, true),
    set_config('request.jwt.claims', ${JSON.stringify(claims)}, true),
    set_config('storage.operation', ${operation}, true)`;
}
