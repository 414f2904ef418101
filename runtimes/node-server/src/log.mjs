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
  return { info: at("info"), warn: at("warn"), error: at("error"), redact };
}

/** Those values of an app's environment that are more than a setting. A bare origin is no secret; an address with a path may be a webhook's. */
export function secretValues(environment) {
  return Object.values(environment).filter((value) => value.length >= 12 && !/^https?:\/\/[^/?#]*\/?$/.test(value));
}
