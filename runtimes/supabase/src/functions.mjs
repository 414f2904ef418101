// /functions/v1/<name>: starts a function at its first request, forwards, stops it when it was idle for a while.
import { lookup } from "node:dns/promises";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { getRequestListener } from "@hono/node-server";
import { FunctionProcess, denoArguments } from "./function-process.mjs";
import { bearer, json } from "./http.mjs";
import { SocketFolder } from "./socket-folder.mjs";
import { redirecting, redirectsOf } from "../../node-server/src/redirects.mjs";

const ROUTE = /^\/functions\/v1\/([A-Za-z0-9][A-Za-z0-9_-]*)(\/.*)?$/;
const PRELOAD = fileURLToPath(new URL("../functions/preload.js", import.meta.url));
/** How long a function that broke off a request has to be gone. */
const EXIT_MS = 250;
const HOP_BY_HOP = ["connection", "keep-alive", "content-length", "transfer-encoding", "upgrade"];
/**
 * What listens on this machine or on the networks behind it, cloud metadata services included, is not for functions.
 * Deno checks after names are resolved; it knows no ranges of IPv6.
 */
const OWN = Object.values(os.networkInterfaces()).flat().map(({ address, family }) => (family === "IPv6" ? `[${address.replace(/%.*/, "")}]` : address));
const INSIDE = [...OWN, "127.0.0.0/8", "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
  "localhost", "[::1]", "[::]", "[fd00:ec2::254]"];

export class Functions {
  #processes = new Map();
  #sweeper;
  #inside;
  #starts = 0;

  /**
   * @param config the server's `functions` configuration
   * @param environment variables that every function of Supabase has, such as SUPABASE_URL
   * @param denyNet where functions must not connect to, beside what is always denied and what the configuration says
   * @param origins this environment's own: requests of functions to its services there are answered by `handle`
   * @param redirects the operator's: origin → URL where requests of functions go instead
   */
  constructor({ config, environment, denyNet, origins, redirects, siteUrl, handle, apiKeys, children, log }) {
    this.config = config;
    this.apiKeys = apiKeys;
    this.children = children;
    this.log = log;
    this.unverified = new Set(config.noVerify);
    this.denyNet = [...new Set([...INSIDE, ...denyNet, ...config.denyNet])];
    this.socketDir = fs.mkdtempSync(path.join(os.tmpdir(), "homeport-"));
    this.insideFolder = new SocketFolder(path.join(this.socketDir, "inside"));
    this.#inside = http.createServer(redirecting(redirects, getRequestListener(handle), log));
    const all = redirectsOf({ operators: redirects, environments: config.redirects });
    this.env = {
      ...environment,
      ...config.env,
      HOMEPORT_INSIDE: JSON.stringify({ socket: this.insideFolder.socket, origins, siteUrl, redirects: all }),
      DENO_DIR: config.denoDir,
      DENO_NO_UPDATE_CHECK: "1",
      NO_COLOR: "1",
    };
    this.#sweeper = setInterval(() => this.#stopIdle(), Math.min(5_000, config.idleMs)).unref();
  }

  async start() {
    await new Promise((resolve, reject) => this.#inside.once("error", reject).listen(this.insideFolder.socket, resolve));
    this.insideFolder.close();
  }

  async handle(request) {
    const url = new URL(request.url);
    const [, name, rest = ""] = ROUTE.exec(url.pathname) ?? [];
    if (!name || !this.#isPrepared(name)) return json({ code: "NOT_FOUND", message: "Requested function was not found" }, 404);
    if (request.method !== "OPTIONS" && !this.unverified.has(name)) {
      const token = bearer(request);
      if (!token) return json({ code: 401, message: "Missing authorization header" }, 401);
      if (!(await this.apiKeys.claimsOf(token))) return json({ code: 401, message: "Invalid JWT" }, 401);
    }
    let running;
    try {
      running = await this.#running(name);
    } catch (error) {
      this.log.error("function failed to start", { function: name, error: error.message });
      return json({ code: "BOOT_ERROR", message: "Function failed to start (please check logs)" }, 503);
    }
    return this.#forward(request, running, `/${name}${rest}${url.search}`);
  }

  /** Waits for the children's end. */
  async stop() {
    clearInterval(this.#sweeper);
    const processes = await Promise.allSettled(this.#processes.values());
    await Promise.all(processes.filter((it) => it.status === "fulfilled").map((it) => it.value.kill()));
    this.children.stop();
    this.#inside.close();
    this.#inside.closeAllConnections();
    this.insideFolder.remove();
    fs.rmSync(this.socketDir, { recursive: true, force: true });
  }

  /** Only what passed functions/prepare.mjs has a lockfile: its imports are known to stay inside the release. */
  #isPrepared(name) {
    const { dir, locksDir } = this.config;
    return fs.existsSync(path.join(dir, name, "index.ts")) && fs.existsSync(path.join(locksDir, `${name}.lock`));
  }

  #running(name) {
    if (!this.#processes.has(name)) {
      const forget = () => this.#processes.get(name) === starting && this.#processes.delete(name);
      const starting = this.#start(name);
      this.#processes.set(name, starting);
      starting.then((started) => started.ending.then(forget), forget);
    }
    return this.#processes.get(name);
  }

  #start(name) {
    const { dir, deno, denoDir, importMap, locksDir, memoryMb, bootMs } = this.config;
    const folder = new SocketFolder(path.join(this.socketDir, String(++this.#starts)));
    const sockets = [folder.socket, this.insideFolder.socket];
    return FunctionProcess.start({
      name,
      deno,
      folder,
      args: denoArguments({ name, dir, denoDir, importMap, locksDir, memoryMb, denyNet: this.denyNet, preload: PRELOAD, sockets }),
      env: { ...this.env, SB_EXECUTION_ID: name },
      cwd: dir,
      bootMs,
      children: this.children,
      log: this.log,
    });
  }

  async #forward(request, running, target) {
    const abort = new AbortController();
    const limit = setTimeout(() => {
      abort.abort();
      running.kill();
    }, this.config.timeoutMs);
    request.signal?.addEventListener("abort", () => abort.abort(), { once: true });
    running.busy++;
    const done = () => {
      clearTimeout(limit);
      running.busy--;
      running.lastUsedAt = Date.now();
    };
    const headers = Object.fromEntries([...request.headers].filter(([name]) => !HOP_BY_HOP.includes(name)));
    try {
      const answer = await running.send({ method: request.method, target, headers, body: request.body, signal: abort.signal });
      answer.once("close", done);
      return toResponse(answer, running.bootMs);
    } catch (error) {
      done();
      if (!abort.signal.aborted) {
        this.log.warn("function request failed", { function: running.name, error: error.message });
        // its socket may close a moment after the connection broke
        await Promise.race([running.gone, new Promise((resolve) => setTimeout(resolve, EXIT_MS))]);
        if (!running.exited && !(await running.isListening())) running.kill();
      }
      return json({ code: abort.signal.aborted ? "WORKER_LIMIT" : "WORKER_ERROR", message: "Function exited or took too long" }, 546);
    }
  }

  async #stopIdle() {
    for (const starting of [...this.#processes.values()]) {
      const running = await starting.catch(() => null);
      if (running && running.busy === 0 && Date.now() - running.lastUsedAt > this.config.idleMs) running.kill();
    }
  }
}

/** The function's answer, streamed; bodies keep the encoding the function gave them. */
function toResponse(answer, bootMs) {
  const headers = new Headers({ "x-boot-ms": String(bootMs) });
  for (let at = 0; at < answer.rawHeaders.length; at += 2) {
    const [name, value] = answer.rawHeaders.slice(at, at + 2);
    if (!HOP_BY_HOP.includes(name.toLowerCase())) headers.append(name, value);
  }
  const { statusCode: status, statusMessage: statusText } = answer;
  if ([101, 204, 205, 304].includes(status)) {
    answer.resume();
    return new Response(null, { status, statusText, headers });
  }
  return new Response(Readable.toWeb(answer), { status, statusText, headers });
}

/** Where the database listens, as Deno's network rules: they are checked after names are resolved. */
export async function databaseAddresses(databaseUrl) {
  const { hostname, port } = new URL(databaseUrl);
  const found = await lookup(hostname.replace(/^\[|\]$/g, ""), { all: true });
  const addresses = found.map(({ address, family }) => (family === 6 ? `[${address}]` : address));
  return [hostname, ...addresses].map((address) => `${address}:${port || 5432}`);
}
