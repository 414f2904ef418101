// Where requests to the builder's hosted services go instead: an AI gateway, a mail service of the owner's.
import http from "node:http";
import https from "node:https";
import { pipeline } from "node:stream";

/** Requests for the n-th redirect of the operator come in under `/~redirect/n`. */
const PATH = /^\/~redirect\/(\d{1,3})(\/.*)?$/;
const HOP_BY_HOP = new Set(["connection", "keep-alive", "host", "transfer-encoding", "upgrade", "proxy-authorization", "te", "trailer"]);

const isHttp = (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

/**
 * Reads `https://ai.example.dev=https://gateway.example.com/v1, …`.
 *
 * @returns origin → URL; null if the text is not of that form
 */
export function parseRedirects(text) {
  const pairs = text.split(/[\s,]+/).filter(Boolean).map((pair) => pair.split(/=(.*)/s).slice(0, 2));
  const isPair = ([from, to]) => to !== undefined && isHttp(from) && new URL(from).pathname === "/" && isHttp(to);
  return pairs.every(isPair) ? Object.fromEntries(pairs) : null;
}

/**
 * What the module that is preloaded before an app's code needs to know. The operator's redirects may lead into this machine's
 * network, where no app may go: the server that runs it goes for it. The environment's own stay in the app's sandbox.
 *
 * @returns {{from: string, to: string, inside: boolean}[]} the environment's own first
 */
export function redirectsOf({ operators, environments }) {
  return [
    ...Object.entries(environments).map(([from, to]) => ({ from: new URL(from).origin, to: trimmed(to), inside: false })),
    ...Object.keys(operators).map((from, at) => ({ from: new URL(from).origin, to: `http://inside/~redirect/${at}`, inside: true })),
  ];
}

const trimmed = (url) => url.replace(/\/+$/, "");

/**
 * Answers requests that the operator sends elsewhere, and leaves all others to `next`.
 *
 * @param operators origin → URL, in the order that {@link redirectsOf} counted
 */
export function redirecting(operators, next, log) {
  const targets = Object.values(operators).map(trimmed);
  return (request, response) => {
    // Deno asks as one asks a proxy: with the whole URL.
    const { pathname, search } = new URL(request.url, "http://inside");
    const [, at, rest = ""] = PATH.exec(pathname) ?? [];
    const target = at === undefined ? undefined : targets[Number(at)];
    if (target === undefined) return next(request, response);
    pass(new URL(target + rest + search), request, response, log);
  };
}

function pass(url, request, response, log) {
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.has(name)));
  const { request: send } = url.protocol === "https:" ? https : http;
  const outgoing = send(url, { method: request.method, headers }, (answer) => {
    const kept = Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.has(name));
    response.writeHead(answer.statusCode, Object.fromEntries(kept));
    pipeline(answer, response, () => {});
  });
  outgoing.on("error", (error) => {
    log.warn("a redirected request failed", { host: url.host, error: error.code ?? error.message });
    if (response.headersSent) return response.destroy();
    response.writeHead(502, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { message: `${url.host} cannot be reached`, type: "bad_gateway" } }));
  });
  response.on("close", () => outgoing.destroy());
  pipeline(request, outgoing, () => {});
}
