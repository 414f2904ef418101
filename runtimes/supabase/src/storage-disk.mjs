// Stored files on disk. A file's name is the digest of bucket and key, so no key can leave the directory, two keys
// never collide ("a" and "a/b"), and no key is too long. Beside each file a JSON says which key it is and its type.
import { AsyncLocalStorage } from "node:async_hooks";
import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

const MAX_KEY_BYTES = 1024;
const DISCARDING_MS = 20_000;
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

/**
 * `{type, maxBytes}` of the file that is being stored, which lite does not know or tell: see storage-answers.mjs. Why it
 * was not stored, where whoever sent it can do something about it, is told back as `refusal`: an answer of Supabase's form.
 */
export const uploading = new AsyncLocalStorage();

const NO_ROOM = new Set(["ENOSPC", "EDQUOT"]);

/** Whether an error says that the disk, or what of it may be used, is full. */
export function isNoRoom(error) {
  return NO_ROOM.has(error?.code);
}

/** Reads what is still being sent, within limits: whoever sends it hears the answer only then. */
export async function discardRest(source) {
  const late = setTimeout(() => source.destroy(), DISCARDING_MS);
  let bytes = 0;
  try {
    for await (const chunk of source) if ((bytes += chunk.length) > MAX_DISCARDED_BYTES) break;
  } catch {
    // nobody is there any more
  } finally {
    clearTimeout(late);
    source.destroy();
  }
}

/** What whoever stores a file is told when there is no room for it. */
export const NO_ROOM_ANSWER = {
  statusCode: "507",
  error: "InsufficientStorage",
  message: "There is no room for the file; nothing was stored. Remove files that are not needed, or ask whoever runs this app for room",
};

const TOO_LARGE_ANSWER = { statusCode: "413", error: "Payload too large", message: "The object exceeded the maximum allowed size" };

class TooLarge extends Error {}

/** Whether a key names an object: relative, without empty, `.` or `..` segments, backslashes or control characters. */
export function isObjectKey(key) {
  return (
    Buffer.byteLength(key) <= MAX_KEY_BYTES &&
    !/[\\\u0000-\u001f\u007f]/.test(key) &&
    key.split("/").every((segment) => segment !== "" && segment !== "." && segment !== "..")
  );
}

/** lite's storage adapter interface. Writes are whole or not at all: a file appears by rename. */
export class DiskStorage {
  driver = fs;

  /** @param maxBytes of an upload in one request, also of one that does not say its length */
  constructor(directory, maxBytes = Infinity) {
    this.directory = path.resolve(directory);
    this.maxBytes = maxBytes;
  }

  async uploadObject(bucket, key, version, body, mimetype, cacheControl) {
    const { type = mimetype, maxBytes = Infinity } = uploading.getStore() ?? {};
    return this.#write(bucket, key, body, { mimetype: type, cacheControl, maxBytes: Math.min(maxBytes, this.maxBytes) });
  }

  async #write(bucket, key, body, { mimetype, cacheControl, maxBytes = Infinity }) {
    const file = this.#file(bucket, key);
    await fs.mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const unfinished = `${file}.${randomUUID()}.part`;
    const md5 = createHash("md5");
    let bytes = 0;
    const digesting = new Transform({
      transform(chunk, encoding, done) {
        bytes += chunk.length;
        md5.update(chunk);
        done(bytes > maxBytes ? new TooLarge(`the file is larger than ${maxBytes} bytes`) : null, chunk);
      },
    });
    const source = toReadable(body);
    try {
      await pipeline(source.iterator({ destroyOnReturn: false }), digesting, createWriteStream(unfinished, { mode: 0o600 }));
      await this.#place(unfinished, file, { bucket, key, eTag: `"${md5.digest("hex")}"`, mimetype, cacheControl });
    } catch (error) {
      await fs.rm(unfinished, { force: true });
      const refusal = refusalOf(error);
      if (refusal) await discardRest(source);
      else source.destroy();
      Object.assign(uploading.getStore() ?? {}, { refusal });
      throw error;
    }
    return this.#metadata(file);
  }

  /** Takes a file that is whole, of the same file system, in place of what is stored. */
  async adoptObject(bucket, key, whole, { mimetype, cacheControl, eTag }) {
    const file = this.#file(bucket, key);
    await fs.mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await this.#place(whole, file, { bucket, key, eTag, mimetype, cacheControl });
    return this.#metadata(file);
  }

  async getObject(bucket, key, version, headers) {
    const file = this.#file(bucket, key);
    const metadata = await this.#metadata(file);
    if (headers?.ifNoneMatch && headers.ifNoneMatch === metadata.eTag) return { httpStatusCode: 304, metadata };
    const range = byteRange(headers?.range, metadata.size);
    if (!range) return { httpStatusCode: 200, metadata, body: Readable.toWeb(createReadStream(file)) };
    return {
      httpStatusCode: 206,
      metadata: {
        ...metadata,
        contentLength: range.end - range.start + 1,
        contentRange: `bytes ${range.start}-${range.end}/${metadata.size}`,
      },
      body: Readable.toWeb(createReadStream(file, range)),
    };
  }

  async headObject(bucket, key) {
    return this.#metadata(this.#file(bucket, key));
  }

  async copyObject(sourceBucket, source, version, targetBucket, target) {
    const from = this.#file(sourceBucket, source);
    const { mimetype, cacheControl } = await this.#metadata(from);
    const copied = await this.#write(targetBucket, target, createReadStream(from), { mimetype, cacheControl });
    return { httpStatusCode: 200, eTag: copied.eTag, lastModified: copied.lastModified };
  }

  async deleteObject(bucket, key) {
    const file = this.#file(bucket, key);
    await fs.rm(file, { force: true });
    await fs.rm(`${file}.json`, { force: true });
  }

  async deleteObjects(bucket, keys) {
    for (const key of keys) await this.deleteObject(bucket, key);
  }

  async privateAssetUrl(bucket, key) {
    return `file://${this.#file(bucket, key)}`;
  }

  #file(bucket, key) {
    if (!isObjectKey(key)) throw new Error(`Invalid key: ${key}`);
    const name = createHash("sha256").update(`${bucket}\0${key}`).digest("hex");
    return path.join(this.directory, name.slice(0, 2), name);
  }

  /** Both are written before either is seen: whatever has no room, what was stored before stays as it was. */
  async #place(whole, file, description) {
    const unfinished = `${file}.${randomUUID()}.part`;
    try {
      await fs.writeFile(unfinished, JSON.stringify(description), { mode: 0o600 });
      await fs.rename(whole, file);
      await fs.rename(unfinished, `${file}.json`);
    } finally {
      await fs.rm(unfinished, { force: true });
    }
  }

  async #metadata(file) {
    const [stat, description] = await Promise.all([fs.stat(file), fs.readFile(`${file}.json`, "utf8").then(JSON.parse)]);
    return {
      cacheControl: description.cacheControl ?? "no-cache",
      contentLength: stat.size,
      size: stat.size,
      mimetype: description.mimetype ?? "application/octet-stream",
      lastModified: stat.mtime,
      eTag: description.eTag,
    };
  }
}

function refusalOf(error) {
  if (isNoRoom(error)) return NO_ROOM_ANSWER;
  return error instanceof TooLarge ? TOO_LARGE_ANSWER : undefined;
}

function toReadable(body) {
  if (body instanceof Readable) return body;
  if (body instanceof Uint8Array) return Readable.from([body]);
  return Readable.fromWeb(new Response(body).body);
}

/** One satisfiable range of a Range header, or null: then the whole file is the answer. */
function byteRange(header, size) {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === undefined || (first === "" && last === "")) return null;
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  return start <= end ? { start, end } : null;
}
