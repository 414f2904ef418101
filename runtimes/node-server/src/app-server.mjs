// The server that an app brings along: starts it in a sandbox, keeps it running, and passes requests to it.
import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DATABASE, PORTS, createGate } from "./gate.mjs";
import { eachLine, eachPrintedLine } from "./lines.mjs";
import { redirecting, redirectsOf } from "./redirects.mjs";
import { INSIDE, confined } from "./sandbox.mjs";

/** What the app is told to listen on, inside. */
const APP_PORT = 3000;
const FIRST_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 30_000;
/** After running this long, an app that ends is started again at once. */
const STEADY_MS = 60_000;
const STOP_MS = 7_000;
const LONGEST_HOLD_MS = 5_000;
const MAX_EVENT = 4_096;
const MAX_REASON = 300;
/** The line of a stack trace that says what is wrong. */
const ERROR = /^(?:Uncaught )?\w*Error(?: \[\w+\])?: /;
const HOP_BY_HOP = new Set(["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "te", "trailer"]);

export class AppFailed extends Error {}

export class AppServer {
  #state = "stopped";
  #child = null;
  #gate = null;
  #redirecting = null;
  #folder = null;
  #startedAt = 0;
  #backoffMs = FIRST_BACKOFF_MS;
  #timer = null;
  #begun = null;

  /**
   * @param app the part `app` of a configuration
   * @param databaseUrl the environment's database
   * @param siteUrl the environment's own origin
   * @param rewrites origin → siteUrl: further origins that lead here
   * @param redirects the operator's: origin → URL where requests to a builder's hosted service go instead
   * @param environment what the app gets beside what it gets in any case; the app's own variables win
   * @param ownPort tells on which port this environment is reached on loopback
   */
  constructor({ app, databaseUrl, siteUrl, rewrites = {}, redirects = {}, environment = {}, ownPort, log }) {
    Object.assign(this, { app, databaseUrl, siteUrl, rewrites, redirects, environment, ownPort, log });
  }

  get isReady() {
    return this.#state === "running";
  }

  /**
   * Starts the app and waits until it listens.
   *
   * @throws {AppFailed} when it ends before, or takes longer than `app.bootMs`
   */
  async start() {
    this.#folder = fs.mkdtempSync(path.join(os.tmpdir(), "homeport-app-"));
    fs.mkdirSync(this.#outFolder);
    const hosts = [this.siteUrl, ...Object.keys(this.rewrites)].map((origin) => new URL(origin).hostname);
    const redirects = path.join(this.#folder, "redirects.sock");
    this.#redirecting = http.createServer(redirecting(this.redirects, (request, response) => response.writeHead(404).end(), this.log));
    this.#gate = createGate({ databaseUrl: this.databaseUrl, redirects, ownHosts: hosts, ownPort: this.ownPort, log: this.log });
    await Promise.all([listening(this.#redirecting, redirects), listening(this.#gate, path.join(this.#outFolder, "out.sock"))]);
    this.#begun = this.#launch(hosts);
    await this.#begun;
  }

  #launch(hosts) {
    const { log } = this;
    this.#state = "starting";
    this.#startedAt = Date.now();
    fs.rmSync(this.#wayIn, { force: true });
    const entry = fs.mkdtempSync(path.join(this.#folder, "entry-"));
    const command = confined([process.execPath, `${INSIDE.parts}/inside.mjs`], {
      app: this.app.dir,
      out: this.#outFolder,
      entry,
      memoryMb: this.app.memoryMb,
      node: this.app.node?.program,
    });
    const child = spawn(command[0], command.slice(1), { stdio: ["pipe", "pipe", "pipe", "pipe"], env: { PATH: process.env.PATH } });
    this.#child = child;
    child.stdin.on("error", () => {});
    child.stdin.write(`${JSON.stringify(this.#orders(hosts))}\n`);
    eachPrintedLine(child.stdout, log, log.info);
    let lastError = "";
    eachPrintedLine(child.stderr, log, (line) => {
      log.warn(line);
      if (ERROR.test(line)) lastError = `: ${line.trim().slice(0, MAX_REASON)}`;
    });

    return new Promise((resolve, reject) => {
      let ended = "the sandbox ended";
      const limit = setTimeout(() => {
        ended = `it did not listen on a port within ${Math.round(this.app.bootMs / 1000)} s`;
        child.kill("SIGKILL");
      }, this.app.bootMs);
      child.once("error", (error) => {
        clearTimeout(limit);
        this.#state = "stopped";
        reject(new AppFailed(`the sandbox cannot be started: ${error.message}; install bubblewrap and util-linux`));
      });
      eachLine(child.stdio[3], MAX_EVENT, (line) => {
        const event = eventOf(line);
        if (event.event === "reachable" && fs.existsSync(entry)) {
          this.#takeWayIn(entry);
          child.stdin.write("\n");
        } else if (event.event === "listening") {
          clearTimeout(limit);
          this.#state = "running";
          this.#backoffMs = FIRST_BACKOFF_MS;
          const ms = Date.now() - this.#startedAt;
          if (event.port !== APP_PORT) log.warn("the app does not listen on the port that PORT says", { port: event.port });
          log.info("the app listens", { ms });
          resolve();
        } else if (event.event === "ended") {
          ended = event.signal ? `it was ended by ${event.signal}` : `it ended with exit code ${event.code}`;
        } else if (event.event === "failed") {
          ended = String(event.message);
        }
      });
      child.once("close", () => {
        clearTimeout(limit);
        const was = this.#state;
        this.#child = null;
        fs.rmSync(entry, { recursive: true, force: true });
        if (was === "stopping") return;
        this.#state = "stopped";
        if (was === "starting") reject(new AppFailed(`the app's server did not start: ${ended}${lastError}`));
        if (was === "running") this.#restartLater(hosts, ended);
      });
    });
  }

  /**
   * No code of the app runs yet. Without its folder, which stays mounted inside, nothing can be made there any more; and what the
   * app cannot see, it cannot put something else in the place of.
   */
  #takeWayIn(entry) {
    fs.renameSync(path.join(entry, "in.sock"), this.#wayIn);
    fs.rmdirSync(entry);
  }

  get #wayIn() {
    return path.join(this.#folder, "in.sock");
  }

  get #outFolder() {
    return path.join(this.#folder, "out");
  }

  #restartLater(hosts, why) {
    const wait = Date.now() - this.#startedAt > STEADY_MS ? 0 : this.#backoffMs;
    this.#backoffMs = Math.min(this.#backoffMs * 2, MAX_BACKOFF_MS);
    this.log.error("the app's server ended and is started again", { why, waitMs: wait });
    this.#timer = setTimeout(() => this.#launch(hosts).catch((error) => this.#restartLater(hosts, error.message)), wait);
  }

  #orders(hosts) {
    const own = [this.siteUrl, ...Object.keys(this.rewrites)].map((origin) => new URL(origin));
    const ports = [...new Set([...PORTS, ...own.map((url) => Number(url.port || (url.protocol === "https:" ? 443 : 80)))])];
    const redirects = redirectsOf({ operators: this.redirects, environments: this.app.redirects ?? {} });
    const origins = [
      // The environment's own win.
      ...redirects.reverse().map(({ from, to }) => [from, to]),
      ...own.filter((url) => url.protocol === "https:").map((url) => [url.origin, `http://${url.hostname}`]),
    ];
    return {
      command: [this.app.node ? INSIDE.node : process.execPath, ...this.app.start],
      port: APP_PORT,
      ports: ports.filter((port) => port !== APP_PORT),
      hosts,
      env: {
        ...databaseVariables(this.databaseUrl),
        ...this.environment,
        ...this.app.env,
        PATH: "/usr/local/bin:/usr/bin:/bin",
        HOME: "/tmp",
        LANG: "C.UTF-8",
        NODE_ENV: "production",
        PORT: String(APP_PORT),
        HOST: "127.0.0.1",
        HOSTNAME: "127.0.0.1",
        REPLIT_DOMAINS: this.app.env.REPLIT_DOMAINS ?? new URL(this.siteUrl).hostname,
        NITRO_PORT: String(APP_PORT),
        NITRO_HOST: "127.0.0.1",
        NODE_OPTIONS: `--max-old-space-size=${this.app.memoryMb} --require=${INSIDE.parts}/preload.cjs${webSocketOption(this.app.node?.version ?? process.versions.node)}`,
        HOMEPORT_ORIGINS: JSON.stringify(Object.fromEntries(origins)),
      },
    };
  }

  /** Passes a request on, streaming both ways. */
  handle(request, response) {
    if (this.#state === "starting" && this.#begun) {
      // Whoever came while it started, such as a visitor that woke it, waits; but the app may be asking itself.
      const pass = () => this.#pass(request, response);
      return void Promise.race([this.#begun, sleep(LONGEST_HOLD_MS)]).then(pass, pass);
    }
    return this.#pass(request, response);
  }

  #pass(request, response) {
    const passed = this.#request(request, endToEnd(request.rawHeaders));
    passed.on("response", (answer) => {
      response.writeHead(answer.statusCode, answer.statusMessage, endToEnd(answer.rawHeaders));
      answer.pipe(response);
      answer.on("error", () => response.destroy());
      response.on("close", () => answer.destroy());
    });
    passed.on("error", (error) => {
      if (response.headersSent || response.destroyed) return response.destroy();
      if (this.isReady) this.log.warn("the app did not answer a request", { method: request.method, error: error.code ?? error.message });
      response.writeHead(this.isReady ? 502 : 503, { "content-type": "text/plain; charset=utf-8", "retry-after": "2" });
      response.end(this.isReady ? "The app did not answer.\n" : "The app is being started.\n");
    });
    response.on("close", () => passed.destroy());
    request.pipe(passed);
  }

  /** Passes on a request to change to another protocol, such as WebSocket. */
  upgrade(request, socket, head) {
    const passed = this.#request(request, request.rawHeaders);
    socket.on("error", () => passed.destroy());
    passed.on("upgrade", (answer, other, first) => {
      const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
      for (let at = 0; at < answer.rawHeaders.length; at += 2) lines.push(`${answer.rawHeaders[at]}: ${answer.rawHeaders[at + 1]}`);
      socket.write(`${lines.join("\r\n")}\r\n\r\n`);
      if (first.length > 0) socket.write(first);
      if (head.length > 0) other.write(head);
      for (const [from, to] of [[socket, other], [other, socket]]) {
        from.on("error", () => to.destroy());
        from.on("close", () => to.destroy());
        from.pipe(to);
      }
    });
    passed.on("response", (answer) => {
      socket.end(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      answer.destroy();
    });
    passed.on("error", () => socket.end("HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
    passed.end();
  }

  /** No connection is kept: one that the app closes at the wrong moment would cost a request. */
  #request(request, headers) {
    return http.request({ socketPath: this.#wayIn, method: request.method, path: request.url, headers, agent: false, setHost: false });
  }

  /** Ends the app; what it has under way it may finish. */
  async stop() {
    const child = this.#child;
    this.#state = "stopping";
    clearTimeout(this.#timer);
    if (child) {
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.stdin.end();
      const limit = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
      await ended;
      clearTimeout(limit);
    }
    this.#gate?.close();
    this.#redirecting?.close();
    this.#redirecting?.closeAllConnections();
    if (this.#folder) fs.rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The app may have taken over the program that tells. */
function eventOf(line) {
  try {
    return JSON.parse(line) ?? {};
  } catch {
    return {};
  }
}

/**
 * Clients of hosted databases look for a `WebSocket`, which Node has by itself since 22, by an option since 20, and before
 * that not at all.
 */
function webSocketOption(version) {
  const major = Number.parseInt(version, 10);
  return major >= 20 && major < 22 ? " --experimental-websocket" : "";
}

function listening(server, where) {
  return new Promise((resolve, reject) => server.once("error", reject).listen(where, resolve));
}

/** As the hosters name them whose databases these apps were written for. */
function databaseVariables(databaseUrl) {
  const url = new URL(databaseUrl);
  url.hostname = DATABASE.host;
  url.port = String(DATABASE.port);
  const text = url.toString();
  return {
    DATABASE_URL: text,
    DIRECT_URL: text,
    POSTGRES_URL: text,
    POSTGRES_URL_NON_POOLING: text,
    POSTGRES_PRISMA_URL: text,
    POSTGRES_HOST: DATABASE.host,
    POSTGRES_USER: decodeURIComponent(url.username),
    POSTGRES_PASSWORD: decodeURIComponent(url.password),
    POSTGRES_DATABASE: url.pathname.slice(1),
    PGHOST: DATABASE.host,
    PGPORT: String(DATABASE.port),
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
    PGDATABASE: url.pathname.slice(1),
  };
}

function endToEnd(rawHeaders) {
  const kept = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (!HOP_BY_HOP.has(rawHeaders[at].toLowerCase())) kept.push(rawHeaders[at], rawHeaders[at + 1]);
  }
  return kept;
}
