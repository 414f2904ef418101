// Performs the requests that SQL queues with net.http_get and net.http_post, and stores the answers.
import http from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import { Alarm } from "./alarm.mjs";
import { ForbiddenAddress, isPublicAddress, publicLookup } from "../../node-server/src/public-address.mjs";

const POLL_MS = 10_000;
const BATCH = 20;
const MAX_RESPONSE_BYTES = 1024 * 1024;
const MAX_TIMEOUT_MS = 60_000;

/**
 * Where a queued request really goes: URLs of the hosted project become the environment's own, those go to its door,
 * and everything else must be https on the public internet.
 *
 * @returns {{url: URL, own: boolean}}
 * @throws {ForbiddenAddress} saying why not
 */
export function destination(requested, { siteUrl, rewrites }) {
  if (!URL.canParse(requested)) throw new ForbiddenAddress(`not a URL: ${requested}`);
  const url = new URL(requested);
  const rewritten = Object.entries(rewrites).find(([from]) => new URL(from).origin === url.origin)?.[1];
  const target = rewritten ? new URL(url.pathname + url.search, rewritten) : url;
  if (target.origin === new URL(siteUrl).origin) return { url: target, own: true };
  if (target.protocol !== "https:") throw new ForbiddenAddress("only https is allowed outside the environment's own address");
  const host = target.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) && !isPublicAddress(host)) throw new ForbiddenAddress(`${host} is not a public address`);
  return { url: target, own: false };
}

export class NetWorker {
  #alarm = new Alarm();
  #stopped = false;
  #working = Promise.resolve();

  /** @param listener hears of new requests; the caller starts it */
  constructor({ config, sql, listener, log }) {
    this.config = config;
    this.sql = sql;
    this.log = log;
    listener.on("homeport_net", () => this.#alarm.ring());
  }

  start() {
    this.#working = this.#work();
  }

  async stop() {
    this.#stopped = true;
    this.#alarm.ring();
    await this.#working;
  }

  async #work() {
    while (!this.#stopped) {
      let claimed = [];
      try {
        claimed = await this.#claim();
        await Promise.all(claimed.map((request) => this.#answer(request)));
      } catch (error) {
        this.log.warn("net requests could not be handled", { error: error.message });
      }
      if (claimed.length < BATCH && !this.#stopped) await this.#alarm.wait(POLL_MS);
    }
  }

  /** As in pg_net, a request leaves the queue before it is made: it is made at most once. */
  #claim() {
    return this.sql`
      delete from net.http_request_queue where id in (
        select id from net.http_request_queue order by id limit ${BATCH} for update skip locked)
      returning *`;
  }

  async #answer(request) {
    const response = await this.#perform(request);
    await this.sql`insert into net._http_response ${this.sql({ id: request.id, ...response })}`;
  }

  async #perform({ method, url, headers, body, timeout_milliseconds }) {
    const timeoutMs = Math.min(MAX_TIMEOUT_MS, timeout_milliseconds);
    try {
      const to = destination(url, this.config);
      const answer = await exchange(to, { method, headers: headers ?? {}, body: toBytes(body), timeoutMs });
      return { ...answer, headers: this.sql.json(answer.headers), timed_out: false };
    } catch (error) {
      const timedOut = error.name === "TimeoutError" || error.name === "AbortError";
      return { timed_out: timedOut, error_msg: timedOut ? `Timeout of ${timeoutMs} ms reached` : error.message };
    }
  }
}

/** bytea comes from the driver as PostgreSQL prints it: \x6869. */
function toBytes(bytea) {
  return bytea === null ? undefined : Buffer.from(bytea.slice(2), "hex");
}

/** Redirects are answers, not followed: where they lead was not checked. */
function exchange({ url, own }, { method, headers, body, timeoutMs }) {
  return new Promise((resolve, reject) => {
    const client = url.protocol === "https:" ? https : http;
    const lookup = own ? localhostLookup(url) : { lookup: publicLookup };
    const options = { method, headers, signal: AbortSignal.timeout(timeoutMs), ...lookup };
    const request = client.request(url, options, (response) => {
      const chunks = [];
      let bytes = 0;
      response.on("error", reject);
      response.on("data", (chunk) => {
        bytes += chunk.length;
        if (bytes > MAX_RESPONSE_BYTES) request.destroy(new Error(`the answer is larger than ${MAX_RESPONSE_BYTES} bytes`));
        else chunks.push(chunk);
      });
      response.on("end", () =>
        resolve({
          status_code: response.statusCode,
          content_type: response.headers["content-type"] ?? null,
          headers: response.headers,
          content: Buffer.concat(chunks).toString("utf8"),
        }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** Names under .localhost are this machine's (RFC 6761), also where the system's resolver does not know it. */
function localhostLookup(url) {
  if (url.hostname !== "localhost" && !url.hostname.endsWith(".localhost")) return {};
  return {
    lookup: (hostname, options, callback) =>
      options.all ? callback(null, [{ address: "127.0.0.1", family: 4 }]) : callback(null, "127.0.0.1", 4),
  };
}
