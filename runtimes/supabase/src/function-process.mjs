// One edge function as one sandboxed Deno process. It listens on a Unix socket, so that it needs no access to this
// machine's network at all, and nobody but this server can reach it.
import http from "node:http";
import net from "node:net";
import path from "node:path";
import { Readable } from "node:stream";
import { eachPrintedLine } from "../../node-server/src/lines.mjs";

const LOG_TAIL_CHARS = 4_000;
const PROBE_EVERY_MS = 10;

/**
 * The arguments of Deno for one function. It may use the network but for `denyNet`, read its own release and the
 * packages in Deno's cache, use its two sockets, and nothing else: no other files, no programs, no native code. Pure.
 *
 * @param sockets where it listens, and where it reaches its environment
 */
export function denoArguments({ name, dir, denoDir, importMap, locksDir, memoryMb, denyNet, preload, sockets }) {
  return [
    "run",
    "--no-prompt",
    "--no-config",
    "--no-check",
    "--cached-only",
    "--node-modules-dir=none",
    `--lock=${path.join(locksDir, `${name}.lock`)}`,
    "--frozen",
    `--import-map=${importMap}`,
    `--preload=${preload}`,
    `--v8-flags=--max-old-space-size=${memoryMb}`,
    "--allow-env",
    "--allow-net",
    `--deny-net=${denyNet.join(",")}`,
    `--allow-read=${[dir, path.join(denoDir, "npm"), ...sockets].join(",")}`,
    `--allow-write=${sockets.join(",")}`,
    "--deny-run",
    "--deny-ffi",
    "--allow-sys=hostname,osRelease,osUptime",
    path.join(dir, name, "index.ts"),
  ];
}

export class FunctionProcess {
  /** Requests that are being answered, bodies included. */
  busy = 0;
  lastUsedAt = Date.now();
  exited = false;
  #tail = "";
  #end;
  /** Settles as soon as the process is to take no more requests, which is before it is gone. */
  ending = new Promise((resolve) => (this.#end = resolve));

  /**
   * Starts the function and waits until it accepts connections.
   *
   * @throws {Error} with the end of the function's own output, when it exits or is not up within `bootMs`
   */
  static async start({ name, children, deno, args, env, cwd, folder, bootMs, log }) {
    const startedAt = performance.now();
    const child = children.start(deno, args, {
      cwd,
      env: { ...env, DENO_SERVE_ADDRESS: `unix:${folder.socket}` },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const started = new FunctionProcess(name, child, folder, log);
    while (!(await started.isListening())) {
      if (started.exited) throw new Error(`exited while starting: ${started.#tail.trim()}`);
      if (folder.isAbused) await started.#refuse();
      if (performance.now() - startedAt > bootMs) {
        await started.kill();
        throw new Error(`did not listen within ${bootMs} ms: ${started.#tail.trim()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS));
    }
    folder.close();
    // it may have been quick
    if (folder.isAbused) await started.#refuse();
    started.bootMs = Math.round(performance.now() - startedAt);
    return started;
  }

  constructor(name, child, folder, log) {
    this.name = name;
    this.socket = folder.socket;
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      eachPrintedLine(stream, log, (line) => {
        this.#tail = `${this.#tail}${line}\n`.slice(-LOG_TAIL_CHARS);
        log.info(line, { function: name });
      });
    }
    this.gone = new Promise((resolve) => {
      child.on("exit", resolve);
      child.on("error", (error) => {
        this.#tail += error.message;
        resolve();
      });
    }).then(() => {
      this.exited = true;
      folder.remove();
      this.#end();
    });
  }

  async #refuse() {
    await this.kill();
    throw new Error("it made something else where its socket belongs");
  }

  /** Sends a request on and returns the function's answer as it begins. */
  send({ method, target, headers, body, signal }) {
    return new Promise((resolve, reject) => {
      const request = http.request({ socketPath: this.socket, method, path: target, headers, signal }, resolve);
      request.on("error", reject);
      if (body) Readable.fromWeb(body).on("error", reject).pipe(request);
      else request.end();
    });
  }

  isListening() {
    return new Promise((resolve) => {
      const socket = net.connect(this.socket);
      socket.on("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.on("error", () => resolve(false));
    });
  }

  kill() {
    this.#end();
    this.child.kill("SIGKILL");
    return this.gone;
  }
}
