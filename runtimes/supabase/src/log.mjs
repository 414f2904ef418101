// Log lines as JSON on stderr. Every secret of the configuration is cut out of what is written, whoever writes it.

const HIDDEN = "[secret]";
const MIN_SECRET_LENGTH = 6;

/**
 * @param secrets values that must never appear in a line
 * @param write where a finished line goes
 */
export function createLog(secrets, write = (line) => process.stderr.write(line)) {
  const needles = [...new Set(secrets.filter((secret) => secret?.length >= MIN_SECRET_LENGTH))]
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length);
  const redact = (text) => needles.reduce((rest, needle) => rest.replaceAll(needle, HIDDEN), text);
  const at = (level) => (message, fields = {}) =>
    write(`${redact(JSON.stringify({ time: new Date().toISOString(), level, message, ...fields }))}\n`);
  return { info: at("info"), warn: at("warn"), error: at("error") };
}

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
  // A bare origin is none; an address with a path may be a webhook's.
  const looksSecret = (value) => value.length >= 12 && !/^https?:\/\/[^/?#]*\/?$/.test(value);
  return [
    config.jwtSecret,
    config.databaseUrl,
    decodeURIComponent(new URL(config.databaseUrl).password),
    ...config.keys.service,
    ...[...Object.values(config.variables), ...Object.values(config.functions?.env ?? {})].filter(looksSecret),
    ...Object.values(config.auth.external ?? {}).map((provider) => provider.secret),
    config.auth.email?.smtp?.pass,
  ];
}
