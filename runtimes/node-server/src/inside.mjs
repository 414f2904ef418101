// Runs inside the sandbox beside the app's server, which it starts. There is no network here but loopback: this answers
// the app's name queries with loopback addresses of its own, takes connections to them, and passes them out through a
// Unix socket, where somebody decides. What comes in goes the other way to the port that the app listens on.
//
// stdin: one line of JSON (see `orders`), and another one once the way in was taken away from here; its end means: stop.
// fd 3: what happened, as JSON lines.
import { spawn } from "node:child_process";
import dgram from "node:dgram";
import fs from "node:fs";
import net from "node:net";
import { createInterface } from "node:readline";
import { addressQuestion, answerTo } from "./names.mjs";

const IN = "/entry/in.sock";
const OUT = "/out/out.sock";
const LOOK_MS = 50;
/** How long the app may take to listen on the port that it was given, once it listens on another. */
const OTHER_PORT_MS = 3_000;
const STOP_MS = 5_000;
/** 127.64.0.0 and up stand for the names that the app asked for. */
const FIRST_ADDRESS = (127 << 24) | (64 << 16);
const MOST_NAMES = 60_000;

let app = null;

const tell = (event) => fs.writeSync(3, `${JSON.stringify(event)}\n`);
const heard = createInterface({ input: process.stdin });
const nextLine = () => new Promise((resolve) => heard.once("line", resolve));
heard.once("close", () => (app ? stop() : process.exit(1)));
const orders = JSON.parse(await nextLine());

const names = [];
const byName = new Map();
const ports = new Set(orders.ports);

function addressOf(name) {
  if (name === "localhost" || name.endsWith(".localhost") && !orders.hosts.includes(name)) return 0x7f000001;
  if (!byName.has(name)) {
    if (names.length >= MOST_NAMES) return null;
    byName.set(name, names.length);
    names.push(name);
  }
  return FIRST_ADDRESS + byName.get(name);
}

function nameOf(address) {
  const [a, b, c, d] = address.split(".").map(Number);
  return names[((a << 24) | (b << 16) | (c << 8) | d) - FIRST_ADDRESS] ?? "localhost";
}

function passOut(socket) {
  const out = net.connect(OUT);
  out.write(`${nameOf(socket.localAddress)} ${socket.localPort}\n`);
  join(socket, out);
}

function passIn(socket, port) {
  join(socket, net.connect(port, "127.0.0.1"));
}

function join(one, other) {
  for (const [from, to] of [[one, other], [other, one]]) {
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroy());
    from.setNoDelay?.(true);
    from.pipe(to);
  }
}

const listening = (server, ...where) => new Promise((resolve, reject) => server.once("error", reject).listen(...where, resolve));

const resolver = dgram.createSocket("udp4");
resolver.on("message", (query, { port, address }) => {
  const question = addressQuestion(query);
  const answer = answerTo(query, question, question?.name ? addressOf(question.name) : null);
  if (answer) resolver.send(answer, port, address);
});
await new Promise((resolve) => resolver.bind(53, "127.0.0.1", resolve));
for (const port of ports) await listening(net.createServer({ allowHalfOpen: true }, passOut), port, "0.0.0.0");

let appPort = null;
await listening(net.createServer({ allowHalfOpen: true }, (socket) => (appPort ? passIn(socket, appPort) : socket.destroy())), IN);
tell({ event: "reachable" });
await nextLine();

app = spawn(orders.command[0], orders.command.slice(1), { cwd: "/app", env: orders.env, stdio: ["ignore", "inherit", "inherit", "ignore"] });
app.on("error", (error) => {
  tell({ event: "failed", message: error.message });
  process.exit(127);
});
app.on("exit", (code, signal) => {
  tell({ event: "ended", code, signal });
  process.exit(0);
});
void watchPorts();

/** Finds the port that the app listens on: the one it was given, or else the first that it opened. */
async function watchPorts() {
  let otherSince = null;
  while (appPort === null) {
    const open = listeningPorts().filter((port) => !ports.has(port));
    if (open.includes(orders.port)) appPort = orders.port;
    else if (open.length > 0) {
      otherSince ??= Date.now();
      if (Date.now() - otherSince > OTHER_PORT_MS) appPort = open[0];
    }
    if (appPort === null) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  tell({ event: "listening", port: appPort });
}

/** @see https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt */
function listeningPorts() {
  return ["tcp", "tcp6"].flatMap((family) => {
    const table = fs.existsSync(`/proc/net/${family}`) ? fs.readFileSync(`/proc/net/${family}`, "utf8") : "";
    return table
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state]) => state === "0A")
      .map(([, local]) => Number.parseInt(local.split(":").at(-1), 16));
  });
}

function stop() {
  app.kill("SIGTERM");
  setTimeout(() => app.kill("SIGKILL"), STOP_MS).unref();
}
