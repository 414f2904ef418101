// One edge function as one sandboxed Deno process that listens on a loopback port of its own.
import net from "node:net";
import path from "node:path";

const LOG_TAIL_CHARS = 4_000;
const PROBE_EVERY_MS = 10;

/**
 * The arguments of Deno for one function. It may use the network but for `denyNet`, read its own release and the
 * packages in Deno's cache, and nothing else: no writes, no programs, no native code. Pure.
 */
export function denoArguments({ name, dir, denoDir, importMap, locksDir, memoryMb, denyNet, preload }) {
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
    `--allow-read=${dir},${path.join(denoDir, "npm")}`,
    "--deny-write",
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

  /**
   * Starts the function and waits until it accepts connections.
   *
   * @throws {Error} with the end of the function's own output, when it exits or is not up within `bootMs`
   */
  static async start({ name, children, deno, args, env, cwd, bootMs, log }) {
    const startedAt = performance.now();
    const port = await freePort();
    const child = children.start(deno, args, {
      cwd,
      env: { ...env, DENO_SERVE_ADDRESS: `tcp:127.0.0.1:${port}` },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const started = new FunctionProcess(name, child, port, log);
    while (!(await accepts(port))) {
      if (started.exited) throw new Error(`exited while starting: ${started.#tail.trim()}`);
      if (performance.now() - startedAt > bootMs) {
        started.kill();
        throw new Error(`did not listen within ${bootMs} ms: ${started.#tail.trim()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, PROBE_EVERY_MS));
    }
    started.bootMs = Math.round(performance.now() - startedAt);
    return started;
  }

  #end;
  /** Settles as soon as the process is to take no more requests, which is before it is gone. */
  ending = new Promise((resolve) => (this.#end = resolve));

  constructor(name, child, port, log) {
    this.name = name;
    this.port = port;
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        this.#tail = (this.#tail + text).slice(-LOG_TAIL_CHARS);
        for (const line of text.split("\n")) if (line.trim()) log.info(line, { function: name });
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
      this.#end();
    });
  }

  isListening() {
    return accepts(this.port);
  }

  kill() {
    this.#end();
    this.child.kill("SIGKILL");
    return this.gone;
  }
}

/** A port that was free a moment ago. Deno takes no open socket, so another process can be quicker: the start then fails. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.on("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
