// The admin routes of auth. Only the service key opens them.
import { generateLink, invite } from "./admin-links.mjs";
import { createUser, deleteFactor, deleteUser, listFactors, listUsers, showUser, updateUser } from "./admin-users.mjs";
import { refusalOf } from "./auth/auth.mjs";
import { AuthError, emailExists } from "./auth/errors.mjs";
import { bearer, json, readJson } from "./http.mjs";

const UNIQUE_VIOLATION = "23505";
const MAX_BODY_BYTES = 1024 * 1024;

const ROUTES = [
  [/^\/auth\/v1\/admin\/users\/?$/, { GET: listUsers, POST: createUser }],
  [/^\/auth\/v1\/admin\/users\/([0-9a-f-]{36})$/, { GET: showUser, PUT: updateUser, DELETE: deleteUser }],
  [/^\/auth\/v1\/admin\/users\/([0-9a-f-]{36})\/factors$/, { GET: listFactors }],
  [/^\/auth\/v1\/admin\/users\/([0-9a-f-]{36})\/factors\/([0-9a-f-]{36})$/, { DELETE: deleteFactor }],
  [/^\/auth\/v1\/admin\/generate_link$/, { POST: generateLink }],
  [/^\/auth\/v1\/invite$/, { POST: invite }],
];

export function isAdminRoute(pathname) {
  return pathname.startsWith("/auth/v1/admin/") || pathname === "/auth/v1/invite";
}

/** @param auth the parts of auth: see auth/auth.mjs */
export function createAdmin({ auth, apiKeys, log }) {
  return async function admin(request) {
    if (!(await isService(request, apiKeys))) {
      return json({ code: 403, error_code: "not_admin", msg: "User not allowed" }, 403);
    }
    const { pathname, searchParams: query } = new URL(request.url);
    const [pattern, methods] = ROUTES.find(([candidate]) => candidate.test(pathname)) ?? [];
    const handler = methods?.[request.method];
    if (!handler) return json({ code: 404, error_code: "not_found", msg: `${request.method} ${pathname} is not available` }, 404);
    const body = ["POST", "PUT"].includes(request.method) ? await readJson(request, MAX_BODY_BYTES) : {};
    if (typeof body !== "object" || body === null) return json({ code: 400, error_code: "bad_json", msg: "Could not parse request body as JSON" }, 400);
    const [, id, factorId] = pattern.exec(pathname);
    try {
      return await handler({ ...auth, id, factorId, body, query });
    } catch (error) {
      if (error instanceof AuthError) return refusalOf(error);
      if (error.code === UNIQUE_VIOLATION) return refusalOf(emailExists());
      log.error("auth admin request failed", { method: request.method, path: pathname, error: error.message });
      return json({ code: 500, error_code: "unexpected_failure", msg: "Database error" }, 500);
    }
  };
}

async function isService(request, apiKeys) {
  for (const key of [request.headers.get("apikey"), bearer(request)]) {
    if ((await apiKeys.resolve(key))?.type === "secret") return true;
  }
  return false;
}
