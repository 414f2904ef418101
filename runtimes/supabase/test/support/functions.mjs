// Prepares the fixture's functions once per test file, as a build does.
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { denoPath } from "../../src/deno-path.mjs";

const run = promisify(execFile);
const PREPARE = fileURLToPath(new URL("../../functions/prepare.mjs", import.meta.url));

/** Kept between runs, as a build's cache is. */
const CACHE = fileURLToPath(new URL("../../node_modules/.cache/deno", import.meta.url));

export const FUNCTIONS_DIR = fileURLToPath(new URL("../fixture/functions", import.meta.url));

/** @returns the report of functions/prepare.mjs, and the functions part of a server's configuration */
export async function prepareFunctions() {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), "homeport-fn-"));
  const denoDir = CACHE;
  const deno = denoPath();
  const { stdout } = await run(process.execPath, [PREPARE, "--functions", FUNCTIONS_DIR, "--out", out, "--deno", deno, "--deno-dir", denoDir]);
  const report = JSON.parse(stdout);
  const config = {
    dir: FUNCTIONS_DIR,
    deno,
    denoDir,
    importMap: path.join(out, "import-map.json"),
    locksDir: path.join(out, "locks"),
    noVerify: report.functions.filter((it) => it.verifyJwt === false).map((it) => it.name),
    env: {},
    denyNet: [],
  };
  return { report, config, out };
}
