// supabase-js uploads File and Blob as multipart with an empty field name; lite 0.10.0 reads only a field named "file".
// Such a request becomes a plain upload of the file's bytes.
import { json } from "./http.mjs";

/** The largest file of one request; resumable uploads may be larger. */
export const MAX_UPLOAD_MIB = 50;
const MULTIPART_OVERHEAD_BYTES = 64 * 1024;

/** @returns {Promise<Request|Response>} the request to go on with, or the refusal */
export async function unwrapMultipart(request) {
  const isForm = (request.headers.get("content-type") ?? "").startsWith("multipart/form-data");
  if (!isForm || !new URL(request.url).pathname.startsWith("/storage/v1/object/")) return request;
  if (Number(request.headers.get("content-length")) > MAX_UPLOAD_MIB * 1024 * 1024 + MULTIPART_OVERHEAD_BYTES) {
    return json({ statusCode: "413", error: "Payload too large", message: "The object exceeded the maximum allowed size" }, 413);
  }
  const form = await request.formData().catch(() => new FormData());
  const file = [...form.values()].find((value) => typeof value !== "string");
  if (!file) return json({ statusCode: "400", error: "InvalidRequest", message: "The form has no file" }, 400);
  const headers = new Headers(request.headers);
  headers.set("content-type", file.type || "application/octet-stream");
  headers.set("content-length", String(file.size));
  headers.delete("transfer-encoding");
  if (form.get("cacheControl")) headers.set("cache-control", `max-age=${form.get("cacheControl")}`);
  if (form.get("metadata")) headers.set("x-metadata", Buffer.from(form.get("metadata")).toString("base64"));
  return new Request(request.url, { method: request.method, headers, body: new Uint8Array(await file.arrayBuffer()) });
}
