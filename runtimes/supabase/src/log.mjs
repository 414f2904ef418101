// Log lines as JSON on stderr. Every secret of the configuration is cut out of what is written, whoever writes it.

import { secretValues } from "../../node-server/src/log.mjs";

export { createLog } from "../../node-server/src/log.mjs";

const REFUSED_BY_DATABASE = "42501";
const SQLSTATE = /^(?=.*\d)[0-9A-Z]{5}$/;

/**
 * Writes what a library printed on the console as one line. What the database says needs no stack trace: the
 * statement was the app's. That it refused one, as row security does, is no error of the server either.
 */
export function printed(log, level, parts) {
  const refused = parts.some((part) => part?.code === REFUSED_BY_DATABASE);
  const write = refused ? log.warn : (log[level] ?? log.info);
  write(parts.map(textOf).join(" ").replaceAll(/\s*\n\s*/g, " | "));
}

function textOf(part) {
  if (part?.stack === undefined) return String(part);
  return SQLSTATE.test(part.code) ? `${part.message} (${part.code})` : part.stack;
}

/** All values of a server's configuration that must not be printed. */
export function secretsOf(config) {
  return [
    config.jwtSecret,
    config.databaseUrl,
    decodeURIComponent(new URL(config.databaseUrl).password),
    ...config.keys.service,
    ...secretValues(config.variables),
    ...secretValues(config.functions?.env ?? {}),
    ...secretValues(config.app?.env ?? {}),
    ...Object.values(config.auth.external ?? {}).map((provider) => provider.secret),
    config.auth.email?.smtp?.pass,
  ];
}
