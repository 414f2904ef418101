// What is cut out of logs, and how lines of hostile programs are read.
import assert from "node:assert/strict";
import { once } from "node:events";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { eachPrintedLine } from "../src/lines.mjs";
import { createLog, secretValues } from "../src/log.mjs";

test("short_values_are_secrets_if_they_are_no_words_and_no_numbers_or_if_their_name_says_so", () => {
  const secrets = { DB_PASS: "sunset", STRIPE: "sk_a1b2", CODE: "hunter22", HOOK_PIN: "123456", LONG: "a-long-one-of-it", HOOK: "https://a.example/x/y", LOGIN: "https://me:pw@a.example" };
  const settings = { MODE: "production", REGION: "eu-west", TTL: "86400", TIME: "10:30:00", WAIT: "2500ms", ON: "true", SITE: "https://a.example", SHORT_KEY: "abc12" };
  assert.deepEqual(secretValues({ ...secrets, ...settings }), Object.values(secrets));
});

test("a_secret_is_cut_out_even_where_parts_of_a_line_arrive_one_after_the_other_and_where_it_is_cut", async () => {
  const secret = "hunter22";
  const seen = [];
  const stream = new PassThrough();
  eachPrintedLine(stream, createLog([secret]), (line) => seen.push(line));
  stream.write("first hunt");
  await new Promise((resolve) => setImmediate(resolve));
  stream.write(`er22\r\n\n${"x".repeat(16_380)}${secret}\nlast`);
  stream.end();
  await once(stream, "end");
  assert.equal(seen.length, 3);
  assert.equal(seen[0], "first [secret]");
  assert.equal(seen[1].length, 16_384);
  assert.ok(!seen[1].includes("hunt"));
  assert.equal(seen[2], "last");
});

test("a_character_that_arrives_in_two_parts_stays_one", async () => {
  const seen = [];
  const stream = new PassThrough();
  eachPrintedLine(stream, createLog([]), (line) => seen.push(line));
  const bytes = Buffer.from("grün\n");
  stream.write(bytes.subarray(0, 3));
  stream.end(bytes.subarray(3));
  await once(stream, "end");
  assert.deepEqual(seen, ["grün"]);
});

test("what_is_printed_faster_than_anybody_reads_is_left_out_and_counted", async () => {
  let clock = 0;
  let seen = 0;
  const warnings = [];
  const stream = new PassThrough();
  eachPrintedLine(stream, createLog([], (line) => warnings.push(line)), () => seen++, () => clock);
  const line = `${"x".repeat(1023)}\n`;
  stream.write(line.repeat(10_000));
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(seen > 3_000 && seen < 5_000, String(seen));
  const before = seen;
  clock = 1_000;
  stream.end(line.repeat(10_000));
  await once(stream, "end");
  assert.ok(seen - before > 200 && seen - before < 300, String(seen - before));
  assert.match(warnings.join(""), new RegExp(`"lines":${10_000 - before}`));
});
