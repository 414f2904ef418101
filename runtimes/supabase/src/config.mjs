// Reads and checks the configuration file of one server. A bad value stops the start with the key and the accepted form.
import {
  InvalidConfig,
  OBJECT,
  OBJECT_OR_NULL,
  ORIGIN,
  ORIGIN_MAP,
  PORT,
  POSITIVE,
  POSTGRES_URL,
  REDIRECTS,
  TEXT,
  TEXTS,
  TEXT_MAP,
  check,
  isTexts,
  readConfigFile,
} from "../../node-server/src/config-file.mjs";
import { ownRedirects, parseApp } from "../../node-server/src/config.mjs";
import { withVariables } from "./auth/gotrue.mjs";
import { parseSettings } from "./auth/settings.mjs";

export { InvalidConfig };

const SIGNING_SECRET = { accepts: (value) => typeof value === "string" && value.length >= 32, form: "a string of 32 or more characters" };
const FLAG = { accepts: (value) => typeof value === "boolean", form: "true or false" };
const KEYS = {
  accepts: (value) => isTexts(value) && value.length > 0 && value.every((key) => key.length >= 16),
  form: "a list of one or more keys of at least 16 characters",
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
  app: [OBJECT_OR_NULL, null],
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
  const config = check(json, SERVER);
  config.keys = check(config.keys, API_KEYS, "keys.");
  const fail = (message) => new InvalidConfig(message);
  const own = withVariables(config.variables, config.auth, fail);
  config.auth = parseSettings(own.auth, fail);
  config.redirectUrls = [...config.redirectUrls, ...own.redirectUrls];
  config.unknownVariables = own.unknown;
  if (config.functions) config.functions = check(withEnvironment(config.functions, config.variables), FUNCTIONS, "functions.");
  if (config.app) config.app = parseApp(config.app);
  config.siteUrl = new URL(config.siteUrl).origin;
  return config;
}

/** An environment's variables are for its functions, but for those that are for this server. */
function withEnvironment(functions, variables) {
  const { redirects, others } = ownRedirects(variables);
  const env = Object.fromEntries(Object.entries(others).filter(([name]) => !name.startsWith("GOTRUE_")));
  return { ...functions, env: { ...env, ...functions.env }, redirects: { ...functions.redirects, ...redirects } };
}

/** Reads the file, which holds secrets and so must be readable by its owner alone. */
export function readConfig(path) {
  return parseConfig(readConfigFile(path));
}
