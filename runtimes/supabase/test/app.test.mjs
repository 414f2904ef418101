// An app that has a server of its own beside Supabase's services: one port for both.
import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createEnvironment } from "./support/environments.mjs";
import { startPostgres } from "./support/postgres.mjs";
import { configFor, startServer } from "./support/servers.mjs";

const APP = fileURLToPath(new URL("../../node-server/test/fixture/app", import.meta.url));
const SCHEMA = `
  create table public.tools (name text);
  insert into public.tools values ('Ladder');
  alter table public.tools enable row level security;
  create policy everybody on public.tools for select using (true);`;

let cluster, environment, server, port;

before(async () => {
  cluster = await startPostgres();
  environment = await createEnvironment(cluster, "app", { migration: SCHEMA });
  const config = await configFor(environment);
  port = config.port;
  server = await startServer({
    ...config,
    siteUrl: "https://shop.example.com",
    app: { dir: APP, start: ["index.js"], env: { SUPABASE_URL: "https://shop.example.com", SUPABASE_ANON_KEY: environment.anonKey } },
  });
});

after(async () => {
  await server?.stop();
  await environment?.sql.end();
  await cluster?.stop();
});

test("paths_of_supabase_are_its_and_all_others_are_the_apps", async () => {
  const tools = await get(`/rest/v1/tools?select=name&apikey=${environment.anonKey}`, { apikey: environment.anonKey });
  assert.deepEqual(JSON.parse(tools), [{ name: "Ladder" }]);
  assert.equal(await get("/health"), "healthy, says the app");
  assert.equal(JSON.parse(await get("/health", { host: `127.0.0.1:${port}` })).ok, true);
});

test("the_apps_server_asks_supabase_by_the_environments_own_address", async () => {
  const url = `https://shop.example.com/rest/v1/tools?select=name&apikey=${environment.anonKey}`;
  const { answer } = JSON.parse(await get(`/fetch?url=${encodeURIComponent(url)}`));
  assert.deepEqual(JSON.parse(answer), [{ name: "Ladder" }]);
});

test("a_websocket_that_is_not_realtimes_is_the_apps", async () => {
  const socket = net.connect(port, "127.0.0.1");
  socket.write("GET /socket HTTP/1.1\r\nHost: shop.example.com\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
  const answer = await new Promise((resolve) => socket.once("data", (bytes) => resolve(String(bytes))));
  assert.match(answer, /^HTTP\/1\.1 101 /);
  socket.destroy();
});

function get(path, headers = {}) {
  return new Promise((resolve, reject) => {
    http
      .get({ port, path, headers: { host: "shop.example.com", ...headers }, agent: false }, (answer) => {
        let body = "";
        answer.on("data", (part) => (body += part));
        answer.on("end", () => resolve(body));
      })
      .on("error", reject);
  });
}
