// Starts src/server.mjs as its own process, the way Homeport does.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const SERVER = fileURLToPath(new URL("../../src/server.mjs", import.meta.url));

/** A configuration with valid defaults for an environment; `over` replaces what a test is about. */
export async function configFor(environment, over = {}) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "homeport-rt-"));
  const port = over.port ?? (await freePort());
  return {
    port,
    instance: randomUUID(),
    databaseUrl: environment.databaseUrl,
    jwtSecret: environment.jwtSecret,
    siteUrl: `http://127.0.0.1:${port}`,
    redirectUrls: [],
    keys: { anon: [environment.anonKey], service: [environment.serviceKey] },
    storageDir: path.join(dir, "storage"),
    mailDir: path.join(dir, "mail"),
    poolMax: 8,
    functions: null,
    cron: false,
    ...over,
  };
}

/**
 * @param within a program that runs it, as arguments; none runs it as it is
 * @returns once its log says that it is ready; rejects with its log if it exits before
 */
export async function startServer(config, within = []) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "homeport-conf-"));
  const file = path.join(dir, "config.json");
  fs.writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  const [program, ...args] = [...within, process.execPath, SERVER, file];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { PATH: process.env.PATH } });
  let log = "";
  let stdout = "";
  const gone = new Promise((resolve) => child.on("exit", (code, signal) => resolve({ code, signal })));
  process.on("exit", () => child.kill("SIGKILL"));
  const ready = await new Promise((resolve, reject) => {
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text) => {
      log += text;
      const line = /"message":"ready","port":(\d+),"ms":(\d+)/.exec(log);
      if (line) resolve({ port: Number(line[1]), ms: Number(line[2]) });
    });
    gone.then(({ code }) => reject(new Error(`the server exited with ${code}: ${log}`)));
  });
  fs.rmSync(dir, { recursive: true });
  return {
    url: `http://127.0.0.1:${ready.port}`,
    readyMs: ready.ms,
    pid: child.pid,
    gone,
    stdout: () => stdout,
    log: () => log,
    kill: (signal) => child.kill(signal),
    async stop() {
      child.kill("SIGTERM");
      return gone;
    },
  };
}

export function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Awaits a condition: its first truthy value. */
export async function until(what, condition, withinMs = 15_000) {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`timed out: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
