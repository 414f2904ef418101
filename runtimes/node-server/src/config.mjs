// The configuration file of one server; the README lists its keys.
import {
  InvalidConfig,
  OBJECT,
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
const APP = {
  dir: [TEXT],
  start: [TEXTS],
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
  return { ...app, env: others, redirects };
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
