// When a server was last used, and how it takes over its port.
import assert from "node:assert/strict";
import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { listenInTurn } from "../src/port-in-turn.mjs";
import { Use } from "../src/use.mjs";

test("requests_are_use_and_probes_are_none_and_what_is_under_way_lasts", async () => {
  let answer;
  const server = http.createServer((request, response) => (request.url === "/slow" ? (answer = () => response.end()) : response.end()));
  const use = new Use(server, (request) => request.url === "/health");
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const get = (url) => new Promise((resolve) => http.get({ port: server.address().port, path: url, agent: false }, (it) => it.resume().on("end", resolve)));
  const start = use.lastRequestAt;

  await sleep(5);
  await get("/health");
  assert.equal(use.lastRequestAt, start);

  await get("/page");
  assert.ok(use.lastRequestAt > start);

  const slow = get("/slow");
  while (!answer) await sleep(2);
  const before = use.lastRequestAt;
  await sleep(5);
  assert.ok(use.lastRequestAt > before);
  answer();
  await slow;
  server.close();
});

test("a_server_that_is_told_so_asks_for_its_port_and_waits_for_it", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "port-test-"));
  const wanted = path.join(folder, "port-wanted");
  const keeper = net.createServer().listen(0, "127.0.0.1");
  await once(keeper, "listening");
  const { port } = keeper.address();
  const listen = () =>
    new Promise((resolve, reject) => {
      const server = net.createServer();
      server.once("error", reject).listen(port, "127.0.0.1", () => resolve(server));
    });

  await assert.rejects(listenInTurn(listen), { code: "EADDRINUSE" });

  process.env.HOMEPORT_PORT_WANTED = wanted;
  const listening = listenInTurn(listen);
  assert.ok(fs.existsSync(wanted));
  assert.equal(process.env.HOMEPORT_PORT_WANTED, undefined);
  keeper.close();
  (await listening).close();
  fs.rmSync(folder, { recursive: true });
});
