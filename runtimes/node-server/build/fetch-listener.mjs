// Listens on PORT and has a module answer: `node fetch-listener.mjs MODULE`, whose default export has `fetch(Request)`,
// as what TanStack Start builds has. Bodies stream both ways.
import http from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

const STOP_MS = 4_000;

const module = await import(pathToFileURL(path.resolve(process.argv[2])));
const handler = module.default?.fetch ? module.default : module;
if (typeof handler.fetch !== "function") throw new Error(`${process.argv[2]} exports no fetch`);

const server = http.createServer((request, response) => {
  answer(request, response).catch((error) => {
    console.error(error);
    if (response.headersSent || response.destroyed) return response.destroy();
    response.writeHead(500, { "content-type": "text/plain; charset=utf-8" }).end("The app failed to answer.\n");
  });
});
server.requestTimeout = 0;
server.listen(Number(process.env.PORT), process.env.HOST);
process.on("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), STOP_MS).unref();
});

async function answer(request, response) {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const answered = await handler.fetch(toRequest(request, gone.signal), process.env, { waitUntil: report, passThroughOnException() {} });
  response.statusCode = answered.status;
  if (answered.statusText) response.statusMessage = answered.statusText;
  for (const [name, value] of answered.headers) if (name !== "set-cookie") response.setHeader(name, value);
  const cookies = answered.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  if (!answered.body || request.method === "HEAD") return response.end();
  response.flushHeaders();
  await pipeline(Readable.fromWeb(answered.body), response).catch((error) => {
    if (!gone.signal.aborted) throw error;
  });
}

/** Its address is the public one: the door says how it was asked. */
function toRequest(request, signal) {
  const { method, headers, rawHeaders } = request;
  const [protocol] = String(headers["x-forwarded-proto"] ?? "http").split(",");
  const kept = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) kept.append(rawHeaders[at], rawHeaders[at + 1]);
  const base = `${protocol.trim() === "https" ? "https" : "http"}://${headers.host ?? "localhost"}`;
  // A path may begin with two slashes, which alone would be read as a host.
  const url = new URL(base + (request.url.startsWith("/") ? request.url : "/"));
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(url, { method, headers: kept, signal, ...(hasBody ? { body: Readable.toWeb(request), duplex: "half" } : {}) });
}

function report(promise) {
  Promise.resolve(promise).catch((error) => console.error(error));
}
