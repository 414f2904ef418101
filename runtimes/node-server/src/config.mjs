// The configuration file of one server; the README lists its keys.
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
  readConfigFile,
} from "./config-file.mjs";
import { parseRedirects } from "./redirects.mjs";

const SERVER = {
  port: [PORT],
  instance: [TEXT],
  databaseUrl: [POSTGRES_URL],
  siteUrl: [ORIGIN],
  rewrites: [ORIGIN_MAP, {}],
  redirects: [REDIRECTS, {}],
  drainMs: [POSITIVE, 10_000],
  app: [OBJECT],
};
const NODE = {
  program: [TEXT],
  version: [TEXT],
};
const APP = {
  dir: [TEXT],
  start: [TEXTS],
  node: [OBJECT_OR_NULL, null],
  env: [TEXT_MAP, {}],
  memoryMb: [POSITIVE, 512],
  bootMs: [POSITIVE, 45_000],
};

export function parseConfig(json) {
  const config = check(json, SERVER);
  return { ...config, siteUrl: new URL(config.siteUrl).origin, app: parseApp(config.app) };
}

/** The part of a configuration that says what server an app brings along. */
export function parseApp(json) {
  const app = check(json, APP, "app.");
  const { redirects, others } = ownRedirects(app.env);
  return { ...app, node: app.node && check(app.node, NODE, "app.node."), env: others, redirects };
}

/** @returns the redirects among an environment's variables, and its other variables */
export function ownRedirects({ HOMEPORT_REDIRECTS: given = "", ...others }) {
  const redirects = parseRedirects(given);
  if (!redirects) throw new InvalidConfig("HOMEPORT_REDIRECTS must be pairs such as https://ai.example.dev=https://gateway.example.com/v1, separated by commas");
  return { redirects, others };
}

export function readConfig(path) {
  return parseConfig(readConfigFile(path));
}
