// The configuration file of one server; the README lists its keys.
import { OBJECT, ORIGIN, ORIGIN_MAP, PORT, POSITIVE, POSTGRES_URL, TEXT, TEXTS, TEXT_MAP, check, readConfigFile } from "./config-file.mjs";

const SERVER = {
  port: [PORT],
  instance: [TEXT],
  databaseUrl: [POSTGRES_URL],
  siteUrl: [ORIGIN],
  rewrites: [ORIGIN_MAP, {}],
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
  return check(json, APP, "app.");
}

export function readConfig(path) {
  return parseConfig(readConfigFile(path));
}
