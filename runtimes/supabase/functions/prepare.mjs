// Prepares the edge functions of a release: an import map, and for each function its packages in Deno's cache and a
// lockfile that pins them. No code of the functions is run. See the README for usage and output.
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { parse as parseToml } from "smol-toml";
import { isRemote, mapSpecifier, remoteImports } from "./import-map.mjs";

const run = promisify(execFile);
const SOURCE = /\.[mc]?[jt]sx?$/;
const FUNCTION_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
const CACHE_LIMIT_MS = 180_000;
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const ERROR_TAIL_CHARS = 2_000;
/** How Deno finds the registry and trusts it; nothing else of this process's environment is passed on. */
const TRUST = { DENO_TLS_CA_STORE: "system,mozilla" };
const PASSED_ON = /^(PATH|HOME|TMPDIR|HTTPS?_PROXY|NO_PROXY|https?_proxy|no_proxy|NPM_CONFIG_REGISTRY|DENO_CERT|DENO_TLS_CA_STORE|SSL_CERT_(FILE|DIR))$/;

/**
 * @param functionsDir the directory with one directory per function
 * @param outDir receives import-map.json, shims/ and locks/<name>.lock; may be moved only together with functionsDir
 */
export async function prepare({ functionsDir, outDir, deno, denoDir }) {
  const importMap = path.join(outDir, "import-map.json");
  const locksDir = path.join(outDir, "locks");
  fs.rmSync(locksDir, { recursive: true, force: true });
  fs.mkdirSync(locksDir, { recursive: true });
  fs.cpSync(fileURLToPath(new URL("shims", import.meta.url)), path.join(outDir, "shims"), { recursive: true });

  const { map, unmapped } = importMapOf(functionsDir, outDir);
  fs.writeFileSync(importMap, `${JSON.stringify(map, null, 2)}\n`);

  const declared = readConfigToml(functionsDir);
  const functions = [];
  for (const name of functionNames(functionsDir)) {
    const lock = path.join(locksDir, `${name}.lock`);
    const error = await prepareOne({ name, functionsDir, outDir, deno, denoDir, importMap, lock });
    if (error) fs.rmSync(lock, { force: true });
    const verifyJwt = declared[name]?.verify_jwt;
    functions.push({ name, ...(typeof verifyJwt === "boolean" && { verifyJwt }), ok: !error, ...(error && { error }) });
  }
  return { functions, unmapped };
}

/** @returns why the function cannot run, or null */
async function prepareOne({ name, functionsDir, outDir, deno, denoDir, importMap, lock }) {
  const entry = path.join(functionsDir, name, "index.ts");
  const graph = ["--no-config", "--node-modules-dir=none", `--lock=${lock}`, "--frozen=false", `--import-map=${importMap}`];
  const options = {
    cwd: outDir,
    timeout: CACHE_LIMIT_MS,
    killSignal: "SIGKILL",
    maxBuffer: MAX_OUTPUT_BYTES,
    env: { ...TRUST, ...passedOn(), DENO_DIR: denoDir, DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
  };
  try {
    await run(deno, ["cache", "--quiet", ...graph, entry], options);
    if (!fs.existsSync(lock)) fs.writeFileSync(lock, `${JSON.stringify({ version: "5" })}\n`);
    const { stdout } = await run(deno, ["info", "--json", ...graph, entry], options);
    return outsideModule(JSON.parse(stdout), [functionsDir, path.join(outDir, "shims")]);
  } catch (error) {
    return (error.stderr || error.message).trim().slice(-ERROR_TAIL_CHARS);
  }
}

/**
 * Deno reads what a module imports statically without asking for permission, JSON and text too. So a module that leads
 * out of the release, by path or by link, refuses the function.
 */
function outsideModule({ modules }, allowed) {
  const roots = allowed.map((dir) => fs.realpathSync(dir) + path.sep);
  for (const { specifier } of modules) {
    if (!specifier.startsWith("file:")) continue;
    const file = fileURLToPath(specifier);
    const real = fs.existsSync(file) ? fs.realpathSync(file) : file;
    if (!roots.some((root) => real.startsWith(root))) return `imports ${file}, which is outside the functions' directory`;
  }
  return null;
}

function importMapOf(functionsDir, outDir) {
  const relative = (target) => {
    const to = path.relative(outDir, target).split(path.sep).join("/");
    return to.startsWith(".") ? to : `./${to}`;
  };
  const map = { imports: {}, scopes: {} };
  const unmapped = [];
  for (const file of sources(functionsDir)) {
    for (const specifier of remoteImports(fs.readFileSync(file, "utf8"))) {
      const answer = mapSpecifier(specifier);
      if (answer) map.imports[specifier] = answer;
      else unmapped.push({ file: path.relative(functionsDir, file), specifier });
    }
  }
  // what a function declares itself holds for its own directory only
  for (const dir of [functionsDir, ...functionNames(functionsDir).map((name) => path.join(functionsDir, name))]) {
    const declared = {};
    for (const [key, value] of Object.entries(declaredImports(dir))) {
      declared[key] = answerOf(value, dir, relative);
      if (isRemote(declared[key])) unmapped.push({ file: path.relative(functionsDir, dir) || ".", specifier: value });
    }
    if (Object.keys(declared).length === 0) continue;
    if (dir === functionsDir) Object.assign(map.imports, declared);
    else map.scopes[`${relative(dir)}/`] = declared;
  }
  return { map, unmapped };
}

function answerOf(value, dir, relative) {
  if (!/^\.{0,2}\//.test(value)) return mapSpecifier(value) ?? value;
  const target = relative(path.resolve(dir, value));
  return value.endsWith("/") ? `${target}/` : target;
}

/** The `imports` of deno.json, deno.jsonc or import_map.json in a directory; none if the file cannot be read as JSON. */
function declaredImports(dir) {
  const imports = {};
  for (const name of ["import_map.json", "deno.json", "deno.jsonc"]) {
    const file = path.join(dir, name);
    if (!fs.existsSync(file)) continue;
    try {
      const { imports: found } = JSON.parse(fs.readFileSync(file, "utf8").replace(/^\s*\/\/.*$/gm, ""));
      for (const [key, value] of Object.entries(found ?? {})) if (typeof value === "string") imports[key] = value;
    } catch {
      process.stderr.write(`${file} is not JSON; its imports are left out\n`);
    }
  }
  return imports;
}

/** What supabase/config.toml, beside the functions' directory, says about each function. */
function readConfigToml(functionsDir) {
  const file = path.join(functionsDir, "..", "config.toml");
  if (!fs.existsSync(file)) return {};
  try {
    return parseToml(fs.readFileSync(file, "utf8")).functions ?? {};
  } catch (error) {
    process.stderr.write(`${file} is not TOML, so its verify_jwt settings are not known: ${error.message.split("\n")[0]}\n`);
    return {};
  }
}

/** As for Supabase's CLI, a directory is a function when it has an index.ts and no name for shared code, such as _shared. */
function functionNames(dir) {
  return fs
    .readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && FUNCTION_NAME.test(entry.name) && fs.existsSync(path.join(dir, entry.name, "index.ts")))
    .map((entry) => entry.name)
    .sort();
}

function sources(dir) {
  return fs.readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(dir, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : sources(file);
    return entry.isFile() && SOURCE.test(entry.name) ? [file] : [];
  });
}

function passedOn() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => PASSED_ON.test(name)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = { type: "string" };
  const { values } = parseArgs({ options: { functions: text, out: text, deno: text, "deno-dir": text } });
  const missing = ["functions", "out", "deno", "deno-dir"].filter((name) => !values[name]);
  if (missing.length > 0) {
    process.stderr.write("usage: prepare.mjs --functions DIR --out DIR --deno PATH --deno-dir DIR\n");
    process.exit(2);
  }
  fs.mkdirSync(values.out, { recursive: true });
  const prepared = await prepare({
    functionsDir: path.resolve(values.functions),
    outDir: path.resolve(values.out),
    deno: values.deno,
    denoDir: path.resolve(values["deno-dir"]),
  });
  process.stdout.write(`${JSON.stringify(prepared)}\n`);
}
