// One environment's backend that is nothing but the app's own server, behind one port on loopback.
import http from "node:http";
import { AppServer } from "./app-server.mjs";
import { listenInTurn } from "./port-in-turn.mjs";
import { Use } from "./use.mjs";

const SWEEP_MS = 25;

/** @returns {Promise<{port: number, close: () => Promise<void>}>} once the app listens */
export async function startRuntime(config, log) {
  const app = new AppServer({ ...config, ownPort: () => server.address().port, log });
  const server = http.createServer((request, response) =>
    isHealthOf(config, request, server) ? answerHealth(config, app, use, response) : app.handle(request, response));
  server.requestTimeout = 0;
  server.keepAliveTimeout = 75_000;
  server.on("upgrade", (request, socket, head) => app.upgrade(request, socket, head));
  const use = new Use(server, (request) => isHealthOf(config, request, server));
  await listenInTurn(() => listen(server, config.port));
  try {
    await app.start();
  } catch (error) {
    await app.stop();
    throw error;
  }

  async function close() {
    const closed = new Promise((resolve) => server.close(resolve));
    const sweeper = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, config.drainMs))]);
    clearInterval(sweeper);
    server.closeAllConnections();
    await app.stop();
  }
  return { port: server.address().port, close };
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** The app may have a page at /health too: who asks for this one names the port on loopback. */
function isHealthOf(config, request, server) {
  return request.url === "/health" && /^(127\.0\.0\.1|localhost):(\d+)$/.exec(request.headers.host ?? "")?.[2] === String(server.address().port);
}

function answerHealth(config, app, use, response) {
  const body = JSON.stringify({ ok: app.isReady, instance: config.instance, lastRequestAt: use.lastRequestAt });
  response.writeHead(app.isReady ? 200 : 503, { "content-type": "application/json" }).end(body);
}
