// /storage/v1/upload/resumable: uploads in parts that go on after a break (TUS 1.0, https://tus.io/protocols/resumable-upload).
// A part is written to disk as it arrives. The finished file appears with its row in storage.objects, which is written
// as the caller: row security decides when an upload begins, so that nothing is sent in vain, and again at its end.
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { become } from "./acting.mjs";
import { CORS_HEADERS, bearer, json } from "./http.mjs";
import { NO_ROOM_ANSWER, discardRest, isNoRoom, isObjectKey } from "./storage-disk.mjs";

const ROUTE = /^\/storage\/v1\/upload\/resumable(?:\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}))?\/?$/;
const VERSION = "1.0.0";
const EXTENSIONS = "creation,creation-with-upload,termination,expiration";
const PART_TYPE = "application/offset+octet-stream";
/** As on hosted Supabase. */
const EXPIRES_MS = 24 * 3_600_000;
const SWEEP_MS = 600_000;
/** All callers without an account are one to us: what one of them leaves lying must not keep the others off for long. */
const ANONYMOUS_EXPIRES_MS = 3_600_000;
/** Unfinished uploads of one caller, or of all without an account. */
const MAX_UNFINISHED = 50;
/** What they may come to together, as a multiple of the largest file: it counts as soon as it is announced. */
const MAX_UNFINISHED_FILES = 2;
const MAX_METADATA_CHARS = 8 * 1024;
const NO_ROOM = "There is no room for the rest of the file. Go on with the upload when there is, or end it; it is kept for a while";

const HEADERS = {
  ...CORS_HEADERS,
  "access-control-expose-headers":
    "location, tus-resumable, tus-version, tus-extension, tus-max-size, upload-offset, upload-length, upload-metadata, upload-expires",
  "tus-resumable": VERSION,
  "cache-control": "no-store",
};

class Refusal extends Error {
  constructor(status, error, message) {
    super(message);
    this.status = status;
    this.error = error;
  }
}

export function isResumableRoute(pathname) {
  return pathname.startsWith("/storage/v1/upload/resumable");
}

export class ResumableUploads {
  /** id → the request that writes to it: `{abort, ended}` */
  #writing = new Map();
  /** Callers are let in one after the other: else many at once would all find room. */
  #beginning = Promise.resolve();
  #sweeper = null;

  constructor({ config, sql, storage, apiKeys, log }) {
    Object.assign(this, { sql, storage, apiKeys, log });
    this.maxBytes = config.maxResumableMib * 1024 * 1024;
    // beside the stored files, on the same file system, and no part of what a backup takes
    this.directory = `${path.resolve(config.storageDir)}-unfinished`;
  }

  async start() {
    await fs.mkdir(this.directory, { recursive: true, mode: 0o700 });
    await this.#removeExpired();
    const sweep = () => this.#removeExpired().catch((error) => this.log.warn("expired uploads could not be removed", { error: error.message }));
    this.#sweeper = setInterval(sweep, SWEEP_MS).unref();
  }

  stop() {
    clearInterval(this.#sweeper);
  }

  async handle(request) {
    try {
      return await this.#answer(request);
    } catch (error) {
      // What has arrived stays: with room the upload goes on from there.
      if (isNoRoom(error)) return json({ ...NO_ROOM_ANSWER, message: NO_ROOM }, Number(NO_ROOM_ANSWER.statusCode), HEADERS);
      if (!(error instanceof Refusal)) throw error;
      return json({ statusCode: String(error.status), error: error.error, message: error.message }, error.status, HEADERS);
    }
  }

  async #answer(request) {
    if (request.method === "OPTIONS") return this.#capabilities(request);
    const [route, id] = ROUTE.exec(new URL(request.url).pathname) ?? [];
    if (!route) throw new Refusal(404, "not_found", "Not found");
    const method = request.method === "POST" ? (request.headers.get("x-http-method-override") ?? "POST") : request.method;
    if (request.headers.get("tus-resumable") !== VERSION) throw new Refusal(412, "unsupported_version", `Tus-Resumable must be ${VERSION}`);
    const claims = await this.#claimsOf(request);
    if (!id && method === "POST") return this.#create(request, claims);
    if (!id) throw new Refusal(405, "method_not_allowed", `${method} is not available`);
    const upload = await this.#find(id, claims);
    switch (method) {
      case "HEAD": return this.#show(upload);
      case "PATCH": return this.#append(upload, request, claims);
      case "DELETE": return this.#terminate(upload);
      default: throw new Refusal(405, "method_not_allowed", `${method} is not available`);
    }
  }

  #capabilities(request) {
    const asked = request.headers.get("access-control-request-headers");
    const headers = {
      ...HEADERS,
      ...(asked ? { "access-control-allow-headers": asked } : {}),
      "tus-version": VERSION,
      "tus-extension": EXTENSIONS,
      "tus-max-size": String(this.maxBytes),
    };
    return new Response(null, { status: 204, headers });
  }

  async #claimsOf(request) {
    const token = bearer(request);
    const claims = await (token ? this.apiKeys.claimsOf(token) : this.apiKeys.resolve(request.headers.get("apikey")).then((key) => key?.claims));
    if (!claims) throw new Refusal(401, "InvalidJWT", "A valid token or key is required");
    return claims;
  }

  async #create(request, claims) {
    const upload = { id: randomUUID(), ...this.#asked(request), owner: ownerOf(claims), expires: expiryOf(claims), done: false };
    await this.#checkBucket(upload);
    await this.#tryRow(upload, claims);
    await (this.#beginning = this.#beginning.catch(() => {}).then(() => this.#begin(upload)));
    const hasPart = request.headers.get("content-type") === PART_TYPE;
    if (hasPart || upload.size === 0) await this.#write(upload, 0, hasPart ? request : null, claims);
    const headers = {
      ...HEADERS,
      location: `/storage/v1/upload/resumable/${upload.id}`,
      "upload-offset": String(await this.#offset(upload)),
      "upload-expires": new Date(upload.expires).toUTCString(),
    };
    return new Response(null, { status: 201, headers });
  }

  /** What the headers of a creation say. */
  #asked(request) {
    const length = request.headers.get("upload-length");
    if (!/^\d{1,15}$/.test(length ?? "")) throw new Refusal(400, "invalid_upload_length", "Upload-Length is required; it cannot be deferred");
    const metadata = request.headers.get("upload-metadata") ?? "";
    if (metadata.length > MAX_METADATA_CHARS) throw new Refusal(400, "InvalidRequest", "Upload-Metadata is too long");
    const { bucketName: bucket, objectName: key, contentType = "application/octet-stream", cacheControl, metadata: own } = parseMetadata(metadata);
    if (!bucket || !key || !isObjectKey(key)) throw new Refusal(400, "InvalidKey", "Upload-Metadata must name a bucketName and a valid objectName");
    return {
      bucket,
      key,
      size: Number(length),
      contentType: contentType.slice(0, 255),
      cacheControl: cacheControl ? `max-age=${cacheControl.replace(/^max-age=/, "")}` : "no-cache",
      userMetadata: parseUserMetadata(own),
      upsert: request.headers.get("x-upsert") === "true",
      metadata,
    };
  }

  async #checkBucket({ bucket, size, contentType }) {
    const [found] = await this.sql`select file_size_limit, allowed_mime_types from storage.buckets where id = ${bucket}`;
    if (!found) throw new Refusal(404, "Bucket not found", "Bucket not found");
    const limit = Math.min(this.maxBytes, Number(found.file_size_limit ?? Infinity));
    if (size > limit) throw new Refusal(413, "Payload too large", "The object exceeded the maximum allowed size");
    if (!isAllowedType(contentType, found.allowed_mime_types)) throw new Refusal(415, "invalid_mime_type", `mime type ${contentType} is not supported`);
  }

  async #begin(upload) {
    const unfinished = (await this.#all()).filter((it) => !it.done && it.owner === upload.owner && it.expires > Date.now());
    const bytes = unfinished.reduce((sum, { size }) => sum + size, upload.size);
    if (unfinished.length >= MAX_UNFINISHED || bytes > MAX_UNFINISHED_FILES * this.maxBytes) {
      throw new Refusal(429, "too_many_uploads", "Too many unfinished uploads: finish or remove some first");
    }
    try {
      await fs.writeFile(this.#file(upload, "part"), "", { mode: 0o600, flag: "wx" });
      await this.#keep(upload);
    } catch (error) {
      await this.#remove(upload);
      throw error;
    }
  }

  async #show(upload) {
    await this.#interrupt(upload);
    const headers = {
      ...HEADERS,
      "upload-offset": String(await this.#offset(upload)),
      "upload-length": String(upload.size),
      "upload-metadata": upload.metadata,
      "upload-expires": new Date(upload.expires).toUTCString(),
    };
    return new Response(null, { status: 200, headers });
  }

  async #append(upload, request, claims) {
    if (request.headers.get("content-type") !== PART_TYPE) throw new Refusal(415, "invalid_content_type", `Content-Type must be ${PART_TYPE}`);
    await this.#interrupt(upload);
    const offset = await this.#offset(upload);
    if (request.headers.get("upload-offset") !== String(offset)) throw new Refusal(409, "invalid_offset", `The upload is at offset ${offset}`);
    if (!upload.done) {
      upload.expires = Math.max(upload.expires, expiryOf(claims));
      await this.#keep(upload);
    }
    const reached = await this.#write(upload, offset, request, claims);
    return new Response(null, { status: 204, headers: { ...HEADERS, "upload-offset": String(reached), "upload-expires": new Date(upload.expires).toUTCString() } });
  }

  async #terminate(upload) {
    await this.#interrupt(upload);
    await this.#remove(upload);
    return new Response(null, { status: 204, headers: HEADERS });
  }

  /** Writes a part, and finishes the upload when it was the last one. @returns the offset that was reached */
  async #write(upload, offset, request, claims) {
    if (upload.done) return upload.size;
    if (this.#writing.has(upload.id)) throw new Refusal(423, "locked", "Another request writes to this upload");
    const abort = new AbortController();
    let end;
    this.#writing.set(upload.id, { abort, ended: new Promise((resolve) => (end = resolve)) });
    try {
      const reached = request ? await this.#writePart(upload, offset, request.body, abort.signal) : offset;
      if (reached === upload.size) await this.#finish(upload, claims);
      return reached;
    } finally {
      this.#writing.delete(upload.id);
      end();
    }
  }

  /** What arrived before a connection broke stays. */
  async #writePart(upload, offset, body, signal) {
    const file = await fs.open(this.#file(upload, "part"), "r+");
    const source = body ? Readable.fromWeb(body) : Readable.from([]);
    let at = offset;
    try {
      for await (const chunk of source.iterator({ destroyOnReturn: false })) {
        if (signal.aborted) throw new Refusal(409, "interrupted", "Another request goes on with this upload");
        if (at + chunk.length > upload.size) throw new Refusal(413, "Payload too large", "The part is longer than what the upload has left");
        for (let written = 0; written < chunk.length; ) {
          const { bytesWritten } = await file.write(chunk, written, chunk.length - written, at + written);
          written += bytesWritten;
        }
        at += chunk.length;
      }
      await file.sync();
      return at;
    } catch (error) {
      if (isNoRoom(error)) await discardRest(source);
      else source.destroy();
      throw error;
    } finally {
      await file.close();
    }
  }

  async #finish(upload, claims) {
    const part = this.#file(upload, "part");
    const md5 = createHash("md5");
    await pipeline(createReadStream(part), md5);
    const eTag = `"${md5.digest("hex")}"`;
    try {
      await this.sql.begin(async (transaction) => {
        await this.#writeRow(transaction, upload, claims, { eTag, lastModified: new Date().toISOString() });
        await this.storage.adoptObject(upload.bucket, upload.key, part, { mimetype: upload.contentType, cacheControl: upload.cacheControl, eTag });
      });
    } catch (error) {
      if (error instanceof Refusal) await this.#remove(upload);
      throw error;
    }
    // kept for a while: whoever did not get this answer asks how far the upload is; without room for it, its row tells
    await this.#keep({ ...upload, done: true }).catch((error) => {
      if (!isNoRoom(error)) throw error;
    });
  }

  /** Whether the caller may, found out and undone. */
  async #tryRow(upload, claims) {
    const undo = new Error("undo");
    await this.sql.begin(async (transaction) => {
      await this.#writeRow(transaction, upload, claims, {});
      throw undo;
    }).catch((error) => {
      if (error !== undo) throw error;
    });
  }

  async #writeRow(transaction, { id, bucket, key, size, contentType, cacheControl, userMetadata, upsert }, claims, more) {
    await become(transaction, claims, { timeout: "8s", operation: "storage.tus.upload.create" });
    const metadata = { size, contentLength: size, mimetype: contentType, cacheControl, httpStatusCode: 200, ...more };
    const owner = /^[0-9a-f-]{36}$/.test(claims.sub ?? "") ? claims.sub : null;
    const values = { id: randomUUID(), bucket_id: bucket, name: key, owner, owner_id: claims.sub ?? null, version: id,
      metadata: transaction.json(metadata), user_metadata: userMetadata && transaction.json(userMetadata) };
    const replacing = transaction`on conflict (bucket_id, name) do update set owner = excluded.owner, owner_id = excluded.owner_id,
      version = excluded.version, metadata = excluded.metadata, user_metadata = excluded.user_metadata, updated_at = now()`;
    try {
      await transaction`insert into storage.objects ${transaction(values)} ${upsert ? replacing : transaction``}`;
    } catch (error) {
      if (error.code === "42501") throw new Refusal(403, "Unauthorized", "new row violates row-level security policy");
      if (error.code === "23505") throw new Refusal(409, "Duplicate", "The resource already exists");
      throw error;
    }
  }

  /** Only who began an upload goes on with it. */
  async #find(id, claims) {
    const upload = await this.#read(`${id}.json`);
    if (!upload || upload.owner !== ownerOf(claims)) throw new Refusal(404, "not_found", "The upload was not found");
    if (upload.expires < Date.now()) throw new Refusal(410, "expired", "The upload has expired");
    return upload;
  }

  async #offset(upload) {
    if (upload.done) return upload.size;
    try {
      return (await fs.stat(this.#file(upload, "part"))).size;
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
    // killed after the file was taken over
    const [finished] = await this.sql`select from storage.objects where bucket_id = ${upload.bucket} and name = ${upload.key} and version = ${upload.id}`;
    if (finished) return upload.size;
    throw new Refusal(404, "not_found", "The upload was not found");
  }

  /** A request that hangs on a broken connection does not keep the client from going on. */
  async #interrupt({ id }) {
    const writer = this.#writing.get(id);
    if (!writer) return;
    writer.abort.abort();
    await Promise.race([writer.ended, new Promise((resolve) => setTimeout(resolve, 1_000))]);
    if (this.#writing.has(id)) throw new Refusal(423, "locked", "Another request writes to this upload");
  }

  async #removeExpired() {
    for (const upload of await this.#all()) if (upload.expires < Date.now()) await this.#remove(upload);
  }

  async #all() {
    const names = (await fs.readdir(this.directory)).filter((name) => name.endsWith(".json"));
    return (await Promise.all(names.map((name) => this.#read(name)))).filter(Boolean);
  }

  async #read(name) {
    try {
      return JSON.parse(await fs.readFile(path.join(this.directory, name), "utf8"));
    } catch (error) {
      if (error.code === "ENOENT" || error instanceof SyntaxError) return null;
      throw error;
    }
  }

  async #keep(upload) {
    const file = this.#file(upload, "json");
    try {
      await fs.writeFile(`${file}.new`, JSON.stringify(upload), { mode: 0o600 });
      await fs.rename(`${file}.new`, file);
    } finally {
      await fs.rm(`${file}.new`, { force: true });
    }
  }

  async #remove(upload) {
    await Promise.all(["part", "json"].map((kind) => fs.rm(this.#file(upload, kind), { force: true })));
  }

  #file({ id }, kind) {
    return path.join(this.directory, `${id}.${kind}`);
  }
}

function ownerOf(claims) {
  return `${claims.role ?? "anon"} ${claims.sub ?? ""}`;
}

function expiryOf(claims) {
  return Date.now() + (claims.sub || claims.role === "service_role" ? EXPIRES_MS : ANONYMOUS_EXPIRES_MS);
}

/** `key base64, key base64` → an object. */
function parseMetadata(header) {
  const pairs = header.split(",").map((pair) => pair.trim().split(" "));
  return Object.fromEntries(pairs.filter(([key]) => key).map(([key, value = ""]) => [key, Buffer.from(value, "base64").toString("utf8")]));
}

function parseUserMetadata(text) {
  if (!text) return null;
  try {
    const parsed = JSON.parse(text);
    return typeof parsed === "object" ? parsed : null;
  } catch {
    throw new Refusal(400, "InvalidRequest", "metadata must be JSON");
  }
}

/** @param allowed of a bucket, such as `image/png` and `image/*`; none is every type */
export function isAllowedType(type, allowed) {
  if (!allowed || allowed.length === 0) return true;
  const [essence] = type.toLowerCase().split(";");
  return allowed.some((it) => it === "*/*" || it.toLowerCase() === essence.trim() || (it.endsWith("/*") && essence.startsWith(it.slice(0, -1).toLowerCase())));
}
