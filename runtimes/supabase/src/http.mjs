// Requests and answers in the shape of Supabase's services.

export const CORS_HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, x-client-info, apikey, content-type, x-supabase-api-version",
  "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS, HEAD",
};

export function json(body, status = 200, headers = {}) {
  return Response.json(body, { status, headers: { ...CORS_HEADERS, ...headers } });
}

/** The answer to a browser that asks whether it may. Keys and tokens are headers, not cookies: every origin may. */
export function preflight(request) {
  const asked = request.headers.get("access-control-request-headers");
  const headers = { ...CORS_HEADERS, ...(asked ? { "access-control-allow-headers": asked } : {}), "access-control-max-age": "3600" };
  return new Response(null, { status: 204, headers });
}

/** The token of an Authorization header, or undefined. */
export function bearer(request) {
  return /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
}

/** A body as text, or undefined if it is larger than `maxBytes`. */
export async function readText(request, maxBytes) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** A body as JSON; null if there is none, undefined if it is no JSON or larger than `maxBytes`. */
export async function readJson(request, maxBytes) {
  const text = await readText(request, maxBytes);
  if (text === undefined) return undefined;
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
