// Reads and checks the configuration file of one server. A bad value stops the start with the key and the accepted form.
import { readFileSync, statSync } from "node:fs";
import { withVariables } from "./auth/gotrue.mjs";
import { parseSettings } from "./auth/settings.mjs";
import { parseRedirects } from "./redirects.mjs";

export class InvalidConfig extends Error {}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isTexts = (value) => Array.isArray(value) && value.every((text) => typeof text === "string");
const isOrigin = (value) =>
  typeof value === "string" && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) && new URL(value).pathname === "/";

const TEXT = { accepts: (value) => typeof value === "string" && value !== "", form: "a non-empty string" };
const SIGNING_SECRET = { accepts: (value) => typeof value === "string" && value.length >= 32, form: "a string of 32 or more characters" };
const FLAG = { accepts: (value) => typeof value === "boolean", form: "true or false" };
const POSITIVE = { accepts: (value) => Number.isInteger(value) && value > 0, form: "a whole number above 0" };
const PORT = { accepts: (value) => Number.isInteger(value) && value >= 0 && value < 65536, form: "a port, or 0 for any free one" };
const TEXTS = { accepts: isTexts, form: "a list of strings" };
const KEYS = {
  accepts: (value) => isTexts(value) && value.length > 0 && value.every((key) => key.length >= 16),
  form: "a list of one or more keys of at least 16 characters",
};
const TEXT_MAP = { accepts: (value) => isObject(value) && isTexts(Object.values(value)), form: "an object of strings" };
const OBJECT = { accepts: isObject, form: "an object" };
const OBJECT_OR_NULL = { accepts: (value) => value === null || isObject(value), form: "an object or null" };
const ORIGIN = { accepts: isOrigin, form: "an http or https URL without a path, such as https://shop.example.com" };
const ORIGIN_MAP = {
  accepts: (value) => isObject(value) && Object.entries(value).flat().every(isOrigin),
  form: "an object whose keys and values are http or https URLs without a path",
};
const isHttp = (value) => typeof value === "string" && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
const REDIRECTS = {
  accepts: (value) => isObject(value) && Object.keys(value).every(isOrigin) && Object.values(value).every(isHttp),
  form: "an object from http or https URLs without a path to http or https URLs",
};
const POSTGRES_URL = {
  accepts: (value) => typeof value === "string" && /^postgres(ql)?:\/\//.test(value) && URL.canParse(value),
  form: "a postgres:// URL",
};

/** Key → [what is accepted, the default]; a key without default must be given. */
const SERVER = {
  port: [PORT],
  instance: [TEXT],
  databaseUrl: [POSTGRES_URL],
  jwtSecret: [SIGNING_SECRET],
  siteUrl: [ORIGIN],
  redirectUrls: [TEXTS, []],
  keys: [OBJECT],
  storageDir: [TEXT],
  mailDir: [TEXT],
  maxResumableMib: [POSITIVE, 1024],
  poolMax: [POSITIVE, 10],
  cron: [FLAG, false],
  rewrites: [ORIGIN_MAP, {}],
  redirects: [REDIRECTS, {}],
  variables: [TEXT_MAP, {}],
  schemas: [TEXTS, ["public"]],
  auth: [OBJECT, {}],
  drainMs: [POSITIVE, 10_000],
  functions: [OBJECT_OR_NULL, null],
};
const API_KEYS = { anon: [KEYS], service: [KEYS] };
const FUNCTIONS = {
  dir: [TEXT],
  deno: [TEXT],
  denoDir: [TEXT],
  importMap: [TEXT],
  locksDir: [TEXT],
  noVerify: [TEXTS, []],
  env: [TEXT_MAP, {}],
  redirects: [REDIRECTS, {}],
  denyNet: [TEXTS, []],
  idleMs: [POSITIVE, 60_000],
  timeoutMs: [POSITIVE, 150_000],
  bootMs: [POSITIVE, 15_000],
  memoryMb: [POSITIVE, 256],
};

/** @throws {InvalidConfig} naming the key and the accepted form; never the value, which may be a secret */
export function parseConfig(json) {
  if (!isObject(json)) throw new InvalidConfig("the configuration must be a JSON object");
  const config = check(json, SERVER, "");
  config.keys = check(config.keys, API_KEYS, "keys.");
  const fail = (message) => new InvalidConfig(message);
  const own = withVariables(config.variables, config.auth, fail);
  config.auth = parseSettings(own.auth, fail);
  config.redirectUrls = [...config.redirectUrls, ...own.redirectUrls];
  config.unknownVariables = own.unknown;
  if (config.functions) config.functions = check(withEnvironment(config.functions, config.variables, fail), FUNCTIONS, "functions.");
  config.siteUrl = new URL(config.siteUrl).origin;
  return config;
}

/** An environment's variables are for its functions, but for those that are for this server. */
function withEnvironment(functions, variables, fail) {
  const { HOMEPORT_REDIRECTS: given = "", ...others } = variables;
  const redirects = parseRedirects(given);
  if (!redirects) throw fail("HOMEPORT_REDIRECTS must be pairs such as https://ai.example.dev=https://gateway.example.com/v1, separated by commas");
  const env = Object.fromEntries(Object.entries(others).filter(([name]) => !name.startsWith("GOTRUE_")));
  return { ...functions, env: { ...env, ...functions.env }, redirects: { ...functions.redirects, ...redirects } };
}

/** Reads the file, which holds secrets and so must be readable by its owner alone. */
export function readConfig(path) {
  if (!path) throw new InvalidConfig("usage: node src/server.mjs CONFIG.json");
  let text;
  try {
    const mode = statSync(path).mode & 0o777;
    if (mode & 0o077) throw new InvalidConfig(`${path} has mode ${mode.toString(8)}; it holds secrets: make it 600`);
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof InvalidConfig) throw error;
    throw new InvalidConfig(`cannot read the configuration ${path}: ${error.code}`);
  }
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    throw new InvalidConfig(`${path} is not JSON`);
  }
  return parseConfig(json);
}

function check(json, schema, prefix) {
  const unknown = Object.keys(json).find((key) => !Object.hasOwn(schema, key));
  if (unknown) throw new InvalidConfig(`${prefix}${unknown} is not a known key; known: ${Object.keys(schema).join(", ")}`);
  const checked = {};
  for (const [key, [type, fallback]] of Object.entries(schema)) {
    const value = json[key] ?? fallback;
    if (value === undefined) throw new InvalidConfig(`${prefix}${key} is missing: give ${type.form}`);
    if (!type.accepts(value)) throw new InvalidConfig(`${prefix}${key} must be ${type.form}`);
    checked[key] = value;
  }
  return checked;
}
