// lite 0.10.0 answers {signedUrl: "/storage/v1/object/…"} and has no route for several paths at once. supabase-js
// expects {signedURL} (download) or {url} (upload) relative to /storage/v1, and that route.
import { json } from "./http.mjs";

const SIGN_ROUTE = /^\/storage\/v1\/object\/(upload\/)?sign\/([^/]+)(?:\/(.+))?$/;

/** The answer to a request for signed URLs, or null if the request is another. @param fetchLite lite's handler */
export async function signUrls(request, fetchLite) {
  const route = request.method === "POST" && SIGN_ROUTE.exec(new URL(request.url).pathname);
  if (!route) return null;
  const [, upload, bucket, key] = route;
  const body = await request.json().catch(() => ({}));
  if (key) {
    const { status, answer } = await signOne(request, fetchLite, { upload, bucket, key, body });
    return json(answer, status);
  }
  if (!Array.isArray(body.paths)) return json({ statusCode: "400", error: "InvalidRequest", message: "paths must be a list" }, 400);
  const signed = await Promise.all(
    body.paths.map(async (path) => {
      const one = { upload, bucket, key: encodePath(path), body: { expiresIn: body.expiresIn } };
      const { answer } = await signOne(request, fetchLite, one);
      return { path, signedURL: answer.signedURL ?? null, error: answer.signedURL ? null : answer.message };
    }),
  );
  return json(signed);
}

async function signOne(request, fetchLite, { upload = "", bucket, key, body }) {
  const headers = new Headers(request.headers);
  headers.delete("content-length");
  const url = new URL(`/storage/v1/object/${upload}sign/${bucket}/${key}`, request.url);
  const response = await fetchLite(new Request(url, { method: "POST", headers, body: JSON.stringify(body) }));
  const answer = await response.json();
  if (answer.signedUrl) answer[upload ? "url" : "signedURL"] = answer.signedUrl.replace(/^\/storage\/v1/, "");
  return { status: response.status, answer };
}

function encodePath(path) {
  return String(path).split("/").map(encodeURIComponent).join("/");
}
