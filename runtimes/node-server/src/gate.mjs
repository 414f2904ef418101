// Where connections of an app leave its sandbox: its own database, its own environment, the public internet, and where the operator sends
// requests to the builder's hosted services.
import net from "node:net";
import { publicLookup, isPublicAddress } from "./public-address.mjs";

/** What the database is called inside. */
export const DATABASE = { host: "localhost", port: 5432 };

/** What the server of redirects is called inside. */
const REDIRECTS = { host: "inside", port: 80 };

/** Ports that an app may connect to elsewhere: web, mail, and the databases and queues that are hosted by others. */
export const PORTS = [25, 80, 443, 465, 587, 993, 995, 2525, 3306, 4222, 4444, 5432, 5671, 6379, 6380, 6543, 8443, 9092, 27017];

const MAX_HEAD_BYTES = 512;
const CONNECT_MS = 15_000;
/** Each costs this process two files. */
const MOST_CONNECTIONS = 2_000;

/**
 * Listens on a Unix socket. Each connection begins with a line `<name> <port>` and is then passed on as it is.
 *
 * @param databaseUrl where `localhost:5432` leads
 * @param redirects the Unix socket of the server that passes requests on to where the operator sends them
 * @param ownHosts names of the environment itself; whatever the port, they lead to `ownPort()` on loopback
 */
export function createGate({ databaseUrl, redirects, ownHosts, ownPort, log }) {
  const database = new URL(databaseUrl);
  const refused = new Set();

  function target(name, port) {
    if (name === DATABASE.host && port === DATABASE.port) {
      return { host: database.hostname.replace(/^\[|\]$/g, ""), port: Number(database.port || 5432) };
    }
    if (name === REDIRECTS.host && port === REDIRECTS.port) return { path: redirects };
    if (ownHosts.includes(name)) return { host: "127.0.0.1", port: ownPort() };
    // The app could speak to this socket itself, past what counts ports inside.
    if (!PORTS.includes(port)) return null;
    if (name === "localhost" || (net.isIP(name) && !isPublicAddress(name))) return null;
    return { host: name, port, lookup: publicLookup };
  }

  function refuse(socket, name, port, why) {
    const what = `${name}:${port}`;
    if (!refused.has(what) && refused.size < 1000) {
      refused.add(what);
      log.warn("a connection of the app did not come about", { to: what, error: why });
    }
    socket.destroy();
  }

  const gate = net.createServer({ allowHalfOpen: true }, (socket) => {
    let head = Buffer.alloc(0);
    socket.setTimeout(CONNECT_MS, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.on("data", function read(bytes) {
      head = Buffer.concat([head, bytes]);
      const end = head.indexOf(10);
      if (end < 0) {
        if (head.length > MAX_HEAD_BYTES) socket.destroy();
        return;
      }
      socket.off("data", read);
      socket.pause();
      socket.setTimeout(0);
      const [, name, port] = /^([a-z0-9._-]{1,253}) (\d{1,5})$/.exec(head.toString("latin1", 0, end)) ?? [];
      if (!name) return socket.destroy();
      const to = target(name, Number(port));
      if (!to) return refuse(socket, name, port, "only its own database is within reach on this machine");
      const rest = head.subarray(end + 1);
      connect(socket, to, rest, (error) => refuse(socket, name, port, error));
    });
  });
  gate.maxConnections = MOST_CONNECTIONS;
  return gate;
}

function connect(socket, to, first, failed) {
  const out = net.connect({ ...to, allowHalfOpen: true, autoSelectFamily: true });
  const limit = setTimeout(() => out.destroy(new Error("no answer")), CONNECT_MS);
  out.setNoDelay(true);
  out.once("error", (error) => (clearTimeout(limit), failed(error.code ?? error.message)));
  out.once("connect", () => {
    clearTimeout(limit);
    out.removeAllListeners("error");
    if (first.length > 0) out.write(first);
    for (const [from, other] of [[socket, out], [out, socket]]) {
      from.on("error", () => other.destroy());
      from.on("close", () => other.destroy());
      from.pipe(other);
    }
  });
}
