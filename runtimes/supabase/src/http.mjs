// Answers in the shape of Supabase's services.

export const CORS_HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, x-client-info, apikey, content-type, x-supabase-api-version",
  "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS, HEAD",
};

export function json(body, status = 200, headers = {}) {
  return Response.json(body, { status, headers: { ...CORS_HEADERS, ...headers } });
}

/** The token of an Authorization header, or undefined. */
export function bearer(request) {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
}
