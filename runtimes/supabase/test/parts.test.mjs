// Parts that need no server: files on disk, import mapping, frames.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { isRemote, mapSpecifier, remoteImports } from "../functions/import-map.mjs";
import { denoArguments } from "../src/function-process.mjs";
import { createDecoder } from "../src/realtime-frames.mjs";
import { matchesFilter } from "../src/realtime-rows.mjs";
import { DiskStorage, isObjectKey } from "../src/storage-disk.mjs";

const text = async ({ body }) => new Response(body).text();

test("a_stored_file_comes_back_whole_in_part_and_not_again_when_it_is_known", async () => {
  const storage = newStorage();
  const { eTag } = await storage.uploadObject("b", "folder/ü.txt", undefined, Buffer.from("hello world"), "text/plain", "max-age=60");
  const whole = await storage.getObject("b", "folder/ü.txt");
  assert.equal(await text(whole), "hello world");
  assert.deepEqual([whole.metadata.mimetype, whole.metadata.size, whole.metadata.cacheControl], ["text/plain", 11, "max-age=60"]);
  for (const [range, expected, header] of [["bytes=6-", "world", "bytes 6-10/11"], ["bytes=0-4", "hello", "bytes 0-4/11"], ["bytes=-5", "world", "bytes 6-10/11"]]) {
    const part = await storage.getObject("b", "folder/ü.txt", undefined, { range });
    assert.deepEqual([part.httpStatusCode, await text(part), part.metadata.contentRange], [206, expected, header]);
  }
  assert.equal((await storage.getObject("b", "folder/ü.txt", undefined, { ifNoneMatch: eTag })).httpStatusCode, 304);
});

test("a_key_and_a_key_below_it_do_not_collide", async () => {
  const storage = newStorage();
  await storage.uploadObject("b", "a", undefined, Buffer.from("1"), "text/plain");
  await storage.uploadObject("b", "a/b", undefined, Buffer.from("2"), "text/plain");
  await storage.uploadObject("b", "a.json", undefined, Buffer.from("3"), "text/plain");
  assert.deepEqual(await Promise.all(["a", "a/b", "a.json"].map(async (key) => text(await storage.getObject("b", key)))), ["1", "2", "3"]);
});

test("an_upload_that_breaks_off_leaves_the_old_file_and_no_rest", async () => {
  const storage = newStorage();
  await storage.uploadObject("b", "a", undefined, Buffer.from("old"), "text/plain");
  const breaking = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode("ne")),
    pull: (controller) => controller.error(new Error("gone")),
  });
  await assert.rejects(storage.uploadObject("b", "a", undefined, breaking, "text/plain"), /gone/);
  assert.equal(await text(await storage.getObject("b", "a")), "old");
  const files = fs.readdirSync(storage.directory, { recursive: true }).filter((name) => name.endsWith(".part"));
  assert.deepEqual(files, []);
});

test("copied_and_deleted_files_are_where_they_should_be", async () => {
  const storage = newStorage();
  await storage.uploadObject("b", "a", undefined, Buffer.from("x"), "image/png", "no-store");
  await storage.copyObject("b", "a", undefined, "c", "copy");
  await storage.deleteObjects("b", ["a", "never-there"]);
  await assert.rejects(storage.headObject("b", "a"), /ENOENT/);
  const copy = await storage.headObject("c", "copy");
  assert.deepEqual([copy.mimetype, copy.cacheControl], ["image/png", "no-store"]);
});

test("keys_that_leave_or_hide_are_no_keys", () => {
  for (const key of ["..", "../x", "a/../../x", "a/./b", "/etc/passwd", "a//b", "a/", "", "a\\..\\b", "a\0b", "x".repeat(1025)]) {
    assert.equal(isObjectKey(key), false, key);
  }
  for (const key of ["a", "a/b.txt", "..a/b..", ".hidden", "ü ber/日本.png"]) assert.equal(isObjectKey(key), true, key);
});

test("url_imports_become_npm_packages_or_shims", () => {
  const answers = {
    "https://esm.sh/@supabase/supabase-js@2": "npm:@supabase/supabase-js@2",
    "https://esm.sh/@supabase/supabase-js@2.39.3?target=deno": "npm:@supabase/supabase-js@2.39.3",
    "https://esm.sh/stripe@14.21.0?target=deno&no-check": "npm:stripe@14.21.0",
    "https://esm.sh/v135/date-fns@3.0.0/format": "npm:date-fns@3.0.0/format",
    "https://esm.sh/zod": "npm:zod",
    "https://cdn.jsdelivr.net/npm/nanoid@5.0.0/+esm": "npm:nanoid@5.0.0",
    "https://cdn.skypack.dev/uuid@9": "npm:uuid@9",
    "jsr:@supabase/supabase-js@2": "npm:@supabase/supabase-js@2",
    "jsr:@supabase/functions-js/edge-runtime.d.ts": "./shims/empty.ts",
    "https://deno.land/std@0.190.0/http/server.ts": "./shims/std_http_server.ts",
    "https://deno.land/std/http/server.ts": "./shims/std_http_server.ts",
    "https://deno.land/std@0.168.0/encoding/base64.ts": "./shims/std_base64.ts",
    "jsr:@std/encoding@1/base64": "./shims/std_base64.ts",
    "https://deno.land/std@0.200.0/dotenv/load.ts": "./shims/empty.ts",
    "https://deno.land/x/xhr@0.1.0/mod.ts": "./shims/empty.ts",
    "https://deno.land/x/zod@v3.22.4/mod.ts": "npm:zod@3.22.4",
    "https://deno.land/x/openai@v4.24.0/mod.ts": "npm:openai@4.24.0",
    "https://deno.land/std@0.208.0/path/mod.ts": "node:path",
  };
  for (const [specifier, answer] of Object.entries(answers)) assert.equal(mapSpecifier(specifier), answer, specifier);
  for (const specifier of ["https://esm.sh/gh/user/repo", "https://example.com/x.ts", "jsr:@oak/oak", "https://deno.land/x/djwt@v3.0.0/mod.ts"]) {
    assert.ok(isRemote(specifier));
    assert.equal(mapSpecifier(specifier), null, specifier);
  }
});

test("remote_imports_are_found_in_every_form", () => {
  const source = `
    import a from "https://a.example.com/a.ts";
    import 'https://b.example.com/b.ts';
    export * from "jsr:@c/c";
    const d = await import("https://d.example.com/d.ts");
    import type { E } from "https://e.example.com/e.ts";
    import local from "./local.ts"; import node from "node:fs"; import npm from "npm:x";
    const url = "https://not.an.import/";`;
  assert.deepEqual(remoteImports(source).sort(), [
    "https://a.example.com/a.ts", "https://b.example.com/b.ts", "https://d.example.com/d.ts", "https://e.example.com/e.ts", "jsr:@c/c"]);
});

test("the_sandbox_is_built_from_what_a_function_may_do", () => {
  const args = denoArguments({ name: "f", dir: "/r", denoDir: "/d", importMap: "/m.json", locksDir: "/l", memoryMb: 64,
    denyNet: ["10.0.0.0/8"], preload: "/p.js", sockets: ["/s/1", "/s/inside"] });
  for (const expected of ["--no-prompt", "--frozen", "--cached-only", "--deny-run", "--deny-ffi", "--deny-net=10.0.0.0/8",
    "--allow-read=/r,/d/npm,/s/1,/s/inside", "--allow-write=/s/1,/s/inside"]) {
    assert.ok(args.includes(expected), expected);
  }
  assert.equal(args.at(-1), "/r/f/index.ts");
  assert.ok(!args.some((arg) => /^--allow-(all|run|ffi|import)/.test(arg)));
});

test("frames_are_read_in_both_versions_and_in_binary", () => {
  const frame = { joinRef: "1", ref: "2", topic: "realtime:x", event: "broadcast", payload: { a: 1 } };
  for (const version of ["1.0.0", "2.0.0"]) {
    const { encode, decode } = createDecoder(version);
    assert.deepEqual(decode(encode(frame), false), frame);
    assert.throws(() => decode("{", false));
    assert.throws(() => decode("[]", false), /topic/);
  }
  const binary = Buffer.concat([Buffer.from([3, 1, 1, 10, 2, 0, 1]), Buffer.from("12realtime:xhi"), Buffer.from('{"a":1}')]);
  assert.deepEqual(createDecoder("2.0.0").decode(binary, true), { ...frame, payload: { type: "broadcast", event: "hi", payload: { a: 1 } } });
});

test("filters_compare_as_their_operator_says", () => {
  const row = { id: 5, name: "b", gone: null };
  for (const filter of [undefined, "id=eq.5", "id=neq.4", "id=gt.4", "id=gte.5", "id=lt.10", "id=lte.5", "id=in.(4,5)", "name=gt.a"]) {
    assert.equal(matchesFilter(filter, row), true, filter);
  }
  for (const filter of ["id=eq.4", "id=gt.10", "gone=eq.null", "missing=eq.1", "id=like.5", "nonsense"]) {
    assert.equal(matchesFilter(filter, row), false, filter);
  }
});

test("the_lockfile_installs_on_each_platform_and_names_no_registry", () => {
  const { packages } = JSON.parse(fs.readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));
  const platforms = Object.keys(packages["node_modules/deno"].optionalDependencies);
  for (const name of platforms) assert.ok(packages[`node_modules/${name}`], `${name} is missing: npm ci refuses such a lockfile`);
  assert.deepEqual(Object.values(packages).filter((it) => it.resolved), []);
});

function newStorage() {
  return new DiskStorage(fs.mkdtempSync(path.join(os.tmpdir(), "homeport-files-")));
}
