// A throwaway PostgreSQL of one test file: own directory, own port, gone when the test process is.
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import postgres from "postgres";

const READY_WITHIN_MS = 20_000;

/** @param superuser the cluster's: where it is not postgres, migrations may hand objects to a role of that name */
export async function startPostgres({ superuser = "homeport" } = {}) {
  const bin = binaries();
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "homeport-pg-"));
  const password = randomBytes(12).toString("hex");
  const passwordFile = path.join(dir, "password");
  fs.writeFileSync(passwordFile, password);
  const asPostgres = process.getuid() === 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];
  if (asPostgres.length > 0) execFileSync("chown", ["-R", "postgres", dir]);
  const data = path.join(dir, "data");
  const initdb = [path.join(bin, "initdb"), "-D", data, "-U", superuser, "-A", "scram-sha-256", `--pwfile=${passwordFile}`, "-E", "UTF8", "--no-locale", "--no-sync"];
  const [command, ...args] = [...asPostgres, ...initdb];
  execFileSync(command, args, { stdio: "pipe" });

  const port = await freePort();
  const server = [path.join(bin, "postgres"), "-D", data, "-h", "127.0.0.1", "-p", String(port), "-k", dir,
    "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=100", "-c", "log_min_messages=fatal"];
  const [program, ...options] = [...(asPostgres.length > 0 ? [...asPostgres, "--pdeathsig=QUIT"] : []), ...server];
  const child = spawn(program, options, { stdio: ["ignore", "ignore", "pipe"] });
  let output = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (output += text));
  process.on("exit", () => child.kill("SIGQUIT"));
  const gone = new Promise((resolve) => child.on("exit", resolve));

  const url = (user, secret, database) => `postgres://${user}:${secret}@127.0.0.1:${port}/${database}`;
  const connect = (database = "postgres") => postgres(url(superuser, password, database), { max: 1, onnotice: () => {} });
  await untilReady(connect, () => child.exitCode, () => output);
  return {
    port,
    url,
    /** A connection as superuser; the caller ends it. */
    connect,
    async stop() {
      child.kill("SIGQUIT");
      await gone;
      fs.rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function untilReady(connect, exitCode, output) {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const sql = connect();
    try {
      await sql`select 1`;
      return;
    } catch (error) {
      if (exitCode() !== null || Date.now() > deadline) throw new Error(`PostgreSQL did not start: ${output()}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 30));
    } finally {
      await sql.end();
    }
  }
}

function binaries() {
  const candidates = [];
  const root = "/usr/lib/postgresql";
  if (fs.existsSync(root)) {
    const versions = fs.readdirSync(root).filter((name) => Number(name) >= 15).sort((a, b) => a - b);
    candidates.push(...versions.map((version) => path.join(root, version, "bin")));
  }
  try {
    candidates.push(execFileSync("pg_config", ["--bindir"], { encoding: "utf8" }).trim());
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  const found = candidates.find((dir) => fs.existsSync(path.join(dir, "initdb")));
  if (!found) throw new Error("no PostgreSQL server binaries found: install postgresql (15 or newer)");
  return found;
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
