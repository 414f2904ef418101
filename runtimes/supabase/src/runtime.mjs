// Puts the parts of one environment's backend together behind one port on loopback.
import http from "node:http";
import { serve } from "@hono/node-server";
import { App, setExperimental } from "@supabase/lite";
import { AppServer } from "../../node-server/src/app-server.mjs";
import { listenInTurn } from "../../node-server/src/port-in-turn.mjs";
import { Use } from "../../node-server/src/use.mjs";
import { createAdmin, isAdminRoute } from "./admin.mjs";
import { createApiKeys } from "./api-keys.mjs";
import { createAuth } from "./auth/auth.mjs";
import { Mails } from "./auth/mails.mjs";
import { applyAuthTables } from "./auth-tables.mjs";
import { createChildren } from "./children.mjs";
import { registerCompositeTypes } from "./composite-types.mjs";
import { createConnection } from "./connection.mjs";
import { CronWorker } from "./cron.mjs";
import { Functions, databaseAddresses } from "./functions.mjs";
import { json } from "./http.mjs";
import { BROKER_ROUTE, toProvider } from "./lovable-broker.mjs";
import { Listener } from "./listener.mjs";
import { MAX_UPLOAD_MIB, unwrapMultipart } from "./multipart.mjs";
import { NetWorker } from "./net.mjs";
import { Realtime } from "./realtime.mjs";
import { ResumableUploads, isResumableRoute } from "./resumable-uploads.mjs";
import { signUrls } from "./signed-urls.mjs";
import { answerStorage } from "./storage-answers.mjs";
import { DiskStorage, isObjectKey } from "./storage-disk.mjs";

/** As on hosted Supabase: how many rows one request gets. */
const MAX_ROWS = 1000;
const SWEEP_MS = 25;
const LITE_ROUTES = /^\/(rest|auth|storage)\/v1(\/|$)/;
/** Everything that is not the app's own server's. */
const OWN_ROUTES = /^\/(?:(?:rest|auth|storage|functions|realtime|graphql)\/v1(?:[/?]|$)|~oauth\/|~redirect\/)/;
const OBJECT_ROUTE = /^\/storage\/v1\/object\/(?:(?:public|sign|upload\/sign|authenticated|info(?:\/public|\/authenticated)?)\/)?[^/]+\/(.+)$/;

/** @returns {Promise<{port: number, close: () => Promise<void>}>} once it answers */
export async function startRuntime(config, log) {
  const apiKeys = createApiKeys(config);
  const connection = createConnection(config);
  const sql = connection.driver;
  const mails = new Mails({ settings: config.auth, siteUrl: config.siteUrl, mailDir: config.mailDir });
  const storage = new DiskStorage(config.storageDir, MAX_UPLOAD_MIB * 1024 * 1024);
  const lite = createLite(config, connection, apiKeys, storage);
  await lite.init();
  await Promise.all([applyAuthTables(sql), registerCompositeTypes(sql)]);

  const auth = createAuth({ config, sql, mails, apiKeys, log });
  const admin = createAdmin({ auth, apiKeys, log });
  const uploads = new ResumableUploads({ config, sql, storage, apiKeys, log });
  const listener = new Listener({ databaseUrl: config.databaseUrl, log });
  const realtime = new Realtime({ sql, listener, apiKeys, log });
  const workers = config.cron ? [new CronWorker({ config, log }), new NetWorker({ config, sql, listener, log })] : [];
  const app = config.app ? createApp({ config, ownPort: () => server.address().port, log }) : null;
  let functions = null;
  let functionsStarted;
  const functionsAreThere = new Promise((resolve) => (functionsStarted = resolve));
  let ready = false;

  const route = async (request, { incoming }) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/health") return answerHealth(config, ready && (!app || app.isReady), use);
    if (pathname.startsWith("/functions/v1/") && config.functions) {
      await functionsAreThere;
      return functions.handle(request);
    }
    if (pathname === BROKER_ROUTE) return toProvider(request);
    if (!LITE_ROUTES.test(pathname)) return json({ message: "not found" }, 404);
    if (isAdminRoute(pathname) && request.method !== "OPTIONS") return admin(request);
    if (pathname.startsWith("/auth/v1/")) return auth.handle(request);
    if (isResumableRoute(pathname)) return uploads.handle(request);
    if (!hasSafeKey(pathname)) return json({ statusCode: "400", error: "InvalidKey", message: "Invalid key" }, 400);
    const fetchLite = (it) => lite.fetch(it, { peerAddress: incoming.socket.remoteAddress ?? null });
    const signed = await signUrls(request, fetchLite);
    if (signed) return signed;
    const unwrapped = await unwrapMultipart(request);
    if (unwrapped instanceof Response) return unwrapped;
    return pathname.startsWith("/storage/v1/") ? answerStorage(unwrapped, fetchLite, sql) : fetchLite(unwrapped);
  };

  const handle = async (request, context) => {
    try {
      return await route(request, context);
    } catch (error) {
      log.error("request failed", { method: request.method, path: new URL(request.url).pathname, error: error.message });
      return json({ message: "internal error" }, 500);
    }
  };
  const server = await listenInTurn(() => listen(config.port, handle, app));
  const use = new Use(server, (request) => request.url === "/health" && !isForApp(app, request));
  const { port } = server.address();
  await listener.start();
  await realtime.start(server, app ? (...connection) => app.upgrade(...connection) : undefined);
  if (config.functions) functions = await startFunctions({ config, port, handle, apiKeys, log });
  functionsStarted();
  await uploads.start();
  for (const worker of workers) worker.start();
  // It may ask for what is above while it starts.
  await app?.start();
  ready = true;

  async function close() {
    const drained = Promise.all([new Promise((resolve) => server.close(resolve)), ...workers.map((worker) => worker.stop())]);
    realtime.stop();
    uploads.stop();
    // a connection that was answering when the server closed would stay open for its next request
    const sweeper = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, config.drainMs))]);
    clearInterval(sweeper);
    server.closeAllConnections();
    await Promise.all([functions?.stop(), app?.stop()]);
    await Promise.all([listener.stop(), sql.end({ timeout: 2 })]);
  }
  return { port, close };
}

function createLite(config, connection, apiKeys, storage) {
  setExperimental("storage", true);
  const lite = new App({
    connection,
    api: { schemas: config.schemas, max_rows: MAX_ROWS },
    studio: { enabled: false },
    // lite checks tokens; its own auth routes are not reached
    auth: { enabled: true, jwt_secret: config.jwtSecret, site_url: config.siteUrl },
    storage: { enabled: true, file_size_limit: `${MAX_UPLOAD_MIB}MiB` },
    options: {
      server: { apiKeys: { resolver: apiKeys.resolve }, disableStudio: true },
    },
  });
  lite._storageAdapter = storage;
  return lite;
}

async function startFunctions({ config, port, handle, apiKeys, log }) {
  const environment = {
    SUPABASE_URL: config.siteUrl,
    SUPABASE_ANON_KEY: config.keys.anon[0],
    SUPABASE_SERVICE_ROLE_KEY: config.keys.service[0],
  };
  const { SUPABASE_URL: given = config.siteUrl } = config.functions.env;
  const own = [config.siteUrl, given, `http://127.0.0.1:${port}`, ...Object.keys(config.rewrites)];
  const functions = new Functions({
    config: config.functions,
    environment,
    denyNet: await databaseAddresses(config.databaseUrl),
    origins: own.map((url) => new URL(url).origin),
    redirects: config.redirects,
    siteUrl: config.siteUrl,
    handle,
    apiKeys,
    children: createChildren(),
    log,
  });
  await functions.start();
  return functions;
}

/** lite decodes keys after routing; refused before it can write a row for a file that cannot exist. */
function hasSafeKey(pathname) {
  const [, key] = OBJECT_ROUTE.exec(pathname) ?? [];
  if (key === undefined) return true;
  try {
    return isObjectKey(decodeURIComponent(key).replace(/\/$/, ""));
  } catch {
    return false;
  }
}

function answerHealth({ instance }, ok, { lastRequestAt }) {
  return json({ ok, instance, lastRequestAt }, ok ? 200 : 503);
}

/** @param app the app's own server, which answers what is for nobody here; null for none */
function listen(port, fetch, app) {
  const createServer = (options, answer) =>
    http.createServer(options, (request, response) => (isForApp(app, request) ? app.handle(request, response) : answer(request, response)));
  return new Promise((resolve, reject) => {
    const server = serve({ port, hostname: "127.0.0.1", fetch, createServer }, () => resolve(server));
    server.once("error", reject);
  });
}

/** The app may have a page at /health too: who asks for this server's names it on loopback. */
function isForApp(app, request) {
  if (!app || OWN_ROUTES.test(request.url)) return false;
  return request.url !== "/health" || !/^(127\.0\.0\.1|localhost):\d+$/.test(request.headers.host ?? "");
}

function createApp({ config, ownPort, log }) {
  const { app, databaseUrl, siteUrl, rewrites, redirects } = config;
  return new AppServer({ app, databaseUrl, siteUrl, rewrites, redirects, ownPort, log });
}
