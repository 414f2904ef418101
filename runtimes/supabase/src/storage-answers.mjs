// Where lite 0.10.0's storage answers otherwise than Supabase's: types with a wildcard in a bucket's list, sizes such as
// "5MB", the answer to a copy, files that are to be saved rather than shown, and a disk that is full.
import { json, readJson } from "./http.mjs";
import { isAllowedType } from "./resumable-uploads.mjs";
import { uploading } from "./storage-disk.mjs";

const OBJECT = /^\/storage\/v1\/object\/(?!list\/|copy$|move$|info\/|sign\/|public\/|authenticated\/|upload\/)([^/]+)\/.+/;
const SIGNED_UPLOAD = /^\/storage\/v1\/object\/upload\/sign\/([^/]+)\/.+/;
const FILE = /^\/storage\/v1\/object\/.+\/([^/]+)$/;
const BUCKET = /^\/storage\/v1\/bucket(\/[^/]+)?$/;
const MAX_BODY_BYTES = 64 * 1024;
const UNITS = { "": 1, B: 1, KB: 1e3, MB: 1e6, GB: 1e9, KIB: 1024, MIB: 1024 ** 2, GIB: 1024 ** 3 };

/** @param fetchLite lite's handler @param sql the environment's database, as its owner */
export async function answerStorage(request, fetchLite, sql) {
  const file = {};
  const response = await uploading.run(file, () => answer(request, fetchLite, sql, file));
  return file.refusal ? json(file.refusal, Number(file.refusal.statusCode)) : response;
}

/** @param file what the disk is told about a file that this stores */
async function answer(request, fetchLite, sql, file) {
  const { pathname, searchParams } = new URL(request.url);
  const bucket = bucketOfUpload(request.method, pathname);
  if (bucket) return upload(request, bucket, fetchLite, sql, file);
  if (["POST", "PUT"].includes(request.method) && BUCKET.test(pathname)) return fetchLite(await withSizeInBytes(request));
  if (request.method === "POST" && pathname === "/storage/v1/object/copy") return copy(request, fetchLite);
  const response = await fetchLite(request);
  if (["GET", "HEAD"].includes(request.method) && searchParams.has("download") && response.ok && FILE.test(pathname)) {
    return toSave(response, searchParams.get("download") || decodeURIComponent(FILE.exec(pathname)[1]));
  }
  return response;
}

function bucketOfUpload(method, pathname) {
  const uploads = { POST: [OBJECT], PUT: [OBJECT, SIGNED_UPLOAD] }[method] ?? [];
  const bucket = uploads.map((route) => route.exec(pathname)?.[1]).find(Boolean);
  return bucket && decodeURIComponent(bucket);
}

/**
 * lite compares types as they are, so it is shown the wildcard that allows the file's type. It holds only what says its
 * length to the bucket's limit; the disk counts.
 */
async function upload(request, bucket, fetchLite, sql, file) {
  const type = request.headers.get("content-type") ?? "application/octet-stream";
  const [found] = await sql`select allowed_mime_types as allowed, file_size_limit::float8 as limit from storage.buckets where id = ${bucket}`;
  const wildcard = found?.allowed?.find((it) => it.endsWith("/*") && isAllowedType(type, [it]));
  const headers = new Headers(request.headers);
  if (wildcard && !found.allowed.includes(type)) headers.set("content-type", wildcard);
  const shown = new Request(request, { headers });
  Object.assign(file, { type, maxBytes: found?.limit ?? Infinity });
  return fetchLite(shown);
}

async function withSizeInBytes(request) {
  const body = await readJson(request, MAX_BODY_BYTES);
  const [, count, unit] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(typeof body?.file_size_limit === "string" ? body.file_size_limit : "") ?? [];
  const bytes = count && UNITS[unit.toUpperCase()] ? Math.floor(Number(count) * UNITS[unit.toUpperCase()]) : undefined;
  const headers = new Headers(request.headers);
  headers.delete("content-length");
  const changed = bytes === undefined ? body : { ...body, file_size_limit: bytes };
  return new Request(request.url, { method: request.method, headers, body: JSON.stringify(changed ?? {}) });
}

async function copy(request, fetchLite) {
  const asked = (await readJson(request, MAX_BODY_BYTES)) ?? {};
  const headers = new Headers(request.headers);
  headers.delete("content-length");
  const response = await fetchLite(new Request(request.url, { method: "POST", headers, body: JSON.stringify(asked) }));
  if (!response.ok) return response;
  const { key, ...answer } = await response.json();
  const Key = `${asked.destinationBucket ?? asked.bucketId}/${key}`;
  return Response.json({ ...answer, Key }, { status: response.status, headers: withoutLength(response) });
}

function toSave(response, name) {
  const headers = withoutLength(response);
  const length = response.headers.get("content-length");
  if (length) headers.set("content-length", length);
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  headers.set("content-disposition", `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`);
  return new Response(response.body, { status: response.status, headers });
}

function withoutLength({ headers }) {
  const copy = new Headers(headers);
  copy.delete("content-length");
  return copy;
}
