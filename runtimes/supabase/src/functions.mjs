// /functions/v1/<name>: starts a function at its first request, forwards, stops it when it was idle for a while.
import { lookup } from "node:dns/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { FunctionProcess, denoArguments } from "./function-process.mjs";
import { bearer, json } from "./http.mjs";

const ROUTE = /^\/functions\/v1\/([A-Za-z0-9][A-Za-z0-9_-]*)(\/.*)?$/;
const PRELOAD = fileURLToPath(new URL("../functions/preload.js", import.meta.url));
/** Cloud metadata services answer here; whoever reaches them gets the machine's credentials. */
const METADATA_ADDRESSES = ["169.254.0.0/16", "[fd00:ec2::254]"];

export class Functions {
  #processes = new Map();
  #sweeper;

  /**
   * @param config the server's `functions` configuration
   * @param environment variables that every function of Supabase has, such as SUPABASE_URL
   * @param denyNet where functions must not connect to, beside what the configuration says
   * @param internalOrigins origins that are this environment's, mapped to where it listens
   */
  constructor({ config, environment, denyNet, internalOrigins, apiKeys, children, log }) {
    this.config = config;
    this.apiKeys = apiKeys;
    this.children = children;
    this.log = log;
    this.unverified = new Set(config.noVerify);
    this.denyNet = [...new Set([...config.denyNet, ...METADATA_ADDRESSES, ...denyNet])];
    this.env = {
      ...environment,
      ...config.env,
      HOMEPORT_INTERNAL_ORIGINS: JSON.stringify(internalOrigins),
      DENO_DIR: config.denoDir,
      DENO_NO_UPDATE_CHECK: "1",
      NO_COLOR: "1",
    };
    this.#sweeper = setInterval(() => this.#stopIdle(), Math.min(5_000, config.idleMs)).unref();
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
  }

  /** Only what passed functions/prepare.mjs has a lockfile: its imports are known to stay inside the release. */
  #isPrepared(name) {
    const { dir, locksDir } = this.config;
    return existsSync(path.join(dir, name, "index.ts")) && existsSync(path.join(locksDir, `${name}.lock`));
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
    return FunctionProcess.start({
      name,
      deno,
      args: denoArguments({ name, dir, denoDir, importMap, locksDir, memoryMb, denyNet: this.denyNet, preload: PRELOAD }),
      env: { ...this.env, SB_EXECUTION_ID: name },
      cwd: dir,
      bootMs,
      children: this.children,
      log: this.log,
    });
  }

  async #forward(request, running, target) {
    const { timeoutMs } = this.config;
    const abort = new AbortController();
    const done = () => {
      clearTimeout(limit);
      running.busy--;
      running.lastUsedAt = Date.now();
    };
    running.busy++;
    const limit = setTimeout(() => {
      abort.abort();
      running.kill();
    }, timeoutMs);
    request.signal?.addEventListener("abort", () => abort.abort(), { once: true });
    const headers = new Headers(request.headers);
    for (const name of ["connection", "content-length", "accept-encoding", "transfer-encoding"]) headers.delete(name);
    try {
      const response = await fetch(`http://127.0.0.1:${running.port}${target}`, {
        method: request.method,
        headers,
        body: request.body,
        duplex: "half",
        redirect: "manual",
        signal: abort.signal,
      });
      return withBootTime(response, running.bootMs, done);
    } catch (error) {
      done();
      if (!abort.signal.aborted) {
        this.log.warn("function request failed", { function: running.name, error: error.cause?.message ?? error.message });
        if (!(await running.isListening())) running.kill();
      }
      const code = abort.signal.aborted ? "WORKER_LIMIT" : "WORKER_ERROR";
      return json({ code, message: "Function exited or took too long" }, 546);
    }
  }

  async #stopIdle() {
    for (const starting of [...this.#processes.values()]) {
      const running = await starting.catch(() => null);
      if (running && running.busy === 0 && Date.now() - running.lastUsedAt > this.config.idleMs) running.kill();
    }
  }
}

/** The function's answer, which counts as being answered until its last byte has gone. */
function withBootTime(response, bootMs, done) {
  const headers = new Headers(response.headers);
  headers.set("x-boot-ms", String(bootMs));
  if (headers.has("content-encoding")) {
    // fetch has decoded the body
    headers.delete("content-encoding");
    headers.delete("content-length");
  }
  const { status, statusText } = response;
  if (!response.body) {
    done();
    return new Response(null, { status, statusText, headers });
  }
  const reader = response.body.getReader();
  const body = new ReadableStream({
    async pull(controller) {
      try {
        const { done: ended, value } = await reader.read();
        if (!ended) return controller.enqueue(value);
        done();
        controller.close();
      } catch (error) {
        done();
        controller.error(error);
      }
    },
    cancel(reason) {
      done();
      return reader.cancel(reason);
    },
  });
  return new Response(body, { status, statusText, headers });
}

/**
 * Where the database listens, as Deno's network rules: they are checked after names are resolved, so all its addresses
 * count, and for one on this machine every way to say loopback.
 */
export async function databaseAddresses(databaseUrl) {
  const { hostname, port } = new URL(databaseUrl);
  const host = hostname.replace(/^\[|\]$/g, "");
  const found = (await lookup(host, { all: true })).map(({ address, family }) => (family === 6 ? `[${address}]` : address));
  const isLocal = found.some((address) => address.startsWith("127.") || address === "[::1]");
  const loopback = ["127.0.0.0/8", "0.0.0.0/8", "[::1]", "[::]", "localhost"];
  return [hostname, ...found, ...(isLocal ? loopback : [])].map((address) => `${address}:${port || 5432}`);
}
