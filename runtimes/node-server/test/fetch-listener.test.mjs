// What listens for a built module that has fetch alone, as its own process.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import http from "node:http";
import net from "node:net";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

const LISTENER = fileURLToPath(new URL("../build/fetch-listener.mjs", import.meta.url));
const HANDLER = fileURLToPath(new URL("fixture/fetch-handler.mjs", import.meta.url));

let child, port;

before(async () => {
  port = await freePort();
  child = spawn(process.execPath, [LISTENER, HANDLER], { env: { PATH: process.env.PATH, PORT: String(port), HOST: "127.0.0.1" }, stdio: "ignore" });
  while (!(await answers())) await new Promise((resolve) => setTimeout(resolve, 20));
});

after(() => child?.kill("SIGKILL"));

test("the_handler_sees_the_public_address_the_headers_and_the_body", async () => {
  const { status, body } = await ask("/orders?page=2", { method: "POST", headers: { "x-forwarded-proto": "https", "x-note": "hello" }, body: "one loaf" });
  assert.equal(status, 201);
  assert.deepEqual(JSON.parse(body), { url: "https://shop.example.com/orders?page=2", method: "POST", note: "hello", text: "one loaf" });
});

test("a_path_that_begins_with_two_slashes_names_no_other_host", async () => {
  assert.equal(JSON.parse((await ask("//other.example.com/x")).body).url, "http://shop.example.com//other.example.com/x");
});

test("each_cookie_is_a_header_of_its_own", async () => {
  assert.deepEqual((await ask("/cookies")).headers["set-cookie"], ["a=1; Path=/", "b=2; Path=/"]);
});

test("a_body_is_sent_while_it_is_made", async () => {
  const first = await new Promise((resolve, reject) =>
    request("/stream", {}).on("response", (answer) => answer.once("data", (part) => (answer.destroy(), resolve(String(part))))).on("error", reject).end());
  assert.equal(first, "first");
});

test("a_handler_that_throws_answers_500_and_the_next_request_is_answered", async () => {
  assert.equal((await ask("/throw")).status, 500);
  assert.equal((await ask("/")).status, 201);
});

const request = (path, { method = "GET", headers = {} }) =>
  http.request({ port, path, method, headers: { host: "shop.example.com", ...headers }, agent: false });

function ask(path, options = {}) {
  return new Promise((resolve, reject) => {
    request(path, options)
      .on("response", (answer) => {
        let body = "";
        answer.on("data", (part) => (body += part));
        answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body }));
      })
      .on("error", reject)
      .end(options.body);
  });
}

function answers() {
  return ask("/").then(() => true, () => false);
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port: free } = server.address();
      server.close(() => resolve(free));
    });
  });
}
