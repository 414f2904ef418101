// Reads and checks the configuration file of a runtime. A bad value stops the start with the key and the accepted form.
import { readFileSync, statSync } from "node:fs";

export class InvalidConfig extends Error {}

export const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
export const isTexts = (value) => Array.isArray(value) && value.every((text) => typeof text === "string");
export const isOrigin = (value) =>
  typeof value === "string" && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol) && new URL(value).pathname === "/";

export const TEXT = { accepts: (value) => typeof value === "string" && value !== "", form: "a non-empty string" };
export const POSITIVE = { accepts: (value) => Number.isInteger(value) && value > 0, form: "a whole number above 0" };
export const PORT = { accepts: (value) => Number.isInteger(value) && value >= 0 && value < 65536, form: "a port, or 0 for any free one" };
export const TEXTS = { accepts: isTexts, form: "a list of strings" };
export const TEXT_MAP = { accepts: (value) => isObject(value) && isTexts(Object.values(value)), form: "an object of strings" };
export const OBJECT = { accepts: isObject, form: "an object" };
export const OBJECT_OR_NULL = { accepts: (value) => value === null || isObject(value), form: "an object or null" };
export const ORIGIN = { accepts: isOrigin, form: "an http or https URL without a path, such as https://shop.example.com" };
export const ORIGIN_MAP = {
  accepts: (value) => isObject(value) && Object.entries(value).flat().every(isOrigin),
  form: "an object whose keys and values are http or https URLs without a path",
};
const isHttp = (value) => typeof value === "string" && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
export const REDIRECTS = {
  accepts: (value) => isObject(value) && Object.keys(value).every(isOrigin) && Object.values(value).every(isHttp),
  form: "an object from http or https URLs without a path to http or https URLs",
};
export const POSTGRES_URL = {
  accepts: (value) => typeof value === "string" && /^postgres(ql)?:\/\//.test(value) && URL.canParse(value),
  form: "a postgres:// URL",
};

/**
 * Reads the file, which holds secrets and so must be readable by its owner alone.
 *
 * @returns the JSON in it, not checked yet
 */
export function readConfigFile(path) {
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
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidConfig(`${path} is not JSON`);
  }
}

/**
 * @param schema key → [what is accepted, the default]; a key without default must be given
 * @param prefix put before the names of keys
 * @throws {InvalidConfig} naming the key and the accepted form; never the value, which may be a secret
 */
export function check(json, schema, prefix = "") {
  if (!isObject(json)) throw new InvalidConfig("the configuration must be a JSON object");
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
