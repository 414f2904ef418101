// Log lines as JSON on stderr. Every secret of the configuration is cut out of what is written, whoever writes it.
import fs from "node:fs";

const STDERR = 2;
const HIDDEN = "[secret]";
const MIN_SECRET_LENGTH = 6;

/**
 * @param secrets values that must never appear in a line
 * @param write where a finished line goes
 */
export function createLog(secrets, write = writeIfThereIsRoom) {
  const needles = [...new Set(secrets.filter((secret) => secret?.length >= MIN_SECRET_LENGTH))]
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .sort((a, b) => b.length - a.length);
  const redact = (text) => needles.reduce((rest, needle) => rest.replaceAll(needle, HIDDEN), text);
  const at = (level) => (message, fields = {}) =>
    write(`${redact(JSON.stringify({ time: new Date().toISOString(), level, message, ...fields }))}\n`);
  return { info: at("info"), warn: at("warn"), error: at("error"), redact };
}

const SURELY_LONG = 12;
/** Names of variables that say it. */
const SECRET_NAME = /KEY|TOKEN|SECRET|PASS|PWD|PIN\b|CREDENTIAL|AUTH|SALT|DSN|SIGN|WEBHOOK|PRIVATE/i;
/** Settings that say nothing, and without which no log could be read: `verbose`, `eu-west`, `86400`, `1.5`, `10:30`, `250ms`. */
const PLAIN = /^(?:[a-z]+(?:[ _/-][a-z]+)*|[\d.,:%+-]+(?:[kmgt]i?b?|ms|[smhd])?)$/i;
/** A bare origin is no secret; an address with a path may be a webhook's. */
const BARE_ORIGIN = /^https?:\/\/[^/?#@]*\/?$/;

/**
 * Those values of an app's environment that are more than a setting: all long ones, those whose names say it, and short ones that
 * are neither words nor numbers. Shorter ones than {@link MIN_SECRET_LENGTH} would be found everywhere.
 */
export function secretValues(environment) {
  const isSecret = ([name, value]) => value.length >= SURELY_LONG || SECRET_NAME.test(name) || !PLAIN.test(value);
  return Object.entries(environment)
    .filter(([, value]) => value.length >= MIN_SECRET_LENGTH && !BARE_ORIGIN.test(value))
    .filter(isSecret)
    .map(([, value]) => value);
}

/**
 * What the disk has no room for is lost, and no more than that: process.stderr would end the process, or else stay silent
 * when there is room again.
 */
function writeIfThereIsRoom(line) {
  try {
    fs.writeSync(STDERR, line);
  } catch (error) {
    // EAGAIN: a pipe that nobody empties
    if (!["ENOSPC", "EDQUOT", "EAGAIN", "EPIPE"].includes(error.code)) throw error;
  }
}
