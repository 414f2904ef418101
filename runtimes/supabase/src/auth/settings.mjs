// The `auth` part of a server's configuration: names and meaning as in Supabase's config.toml.
import { PASSWORD_REQUIREMENTS } from "./passwords.mjs";

const FLAG = { accepts: (value) => typeof value === "boolean", form: "true or false" };
const TEXT = { accepts: (value) => typeof value === "string", form: "a string" };
const POSITIVE = { accepts: (value) => Number.isInteger(value) && value > 0, form: "a whole number above 0" };
const DURATION = { accepts: (value) => typeof value === "string" && toMs(value) !== null, form: 'a duration such as "30s", "5m" or "24h"' };
const PORT = { accepts: (value) => Number.isInteger(value) && value > 0 && value < 65536, form: "a port" };
const HTTP_URL = {
  accepts: (value) => value === "" || (typeof value === "string" && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)),
  form: "an http or https URL",
};
const oneOf = (...values) => ({ accepts: (value) => values.includes(value), form: values.map((it) => `"${it}"`).join(", ") });

/** A part of the configuration: key → [what is accepted, the default], or a part again. */
class Part {
  constructor(keys) {
    this.keys = keys;
  }
}

const TEMPLATE = new Part({ subject: [TEXT, ""], content: [TEXT, ""], content_path: [TEXT, ""] });
const MAILS = ["confirmation", "invite", "magic_link", "recovery", "email_change", "reauthentication"];

const AUTH = new Part({
  enable_signup: [FLAG, true],
  enable_anonymous_sign_ins: [FLAG, false],
  enable_manual_linking: [FLAG, false],
  jwt_expiry: [POSITIVE, 3600],
  minimum_password_length: [POSITIVE, 6],
  password_requirements: [oneOf(...PASSWORD_REQUIREMENTS), ""],
  rate_limit: new Part({ email_sent: [POSITIVE, 100], token_verifications: [POSITIVE, 10], sign_in_failures: [POSITIVE, 30], anonymous_users: [POSITIVE, 300] }),
  sessions: new Part({ timebox: [DURATION, "0s"], inactivity_timeout: [DURATION, "0s"] }),
  mfa: new Part({ max_enrolled_factors: [POSITIVE, 10], totp: new Part({ enroll_enabled: [FLAG, true], verify_enabled: [FLAG, true] }) }),
  email: new Part({
    enable_signup: [FLAG, true],
    enable_confirmations: [FLAG, false],
    double_confirm_changes: [FLAG, true],
    secure_password_change: [FLAG, false],
    max_frequency: [DURATION, "60s"],
    max_per_hour: [POSITIVE, 20],
    otp_length: [{ accepts: (value) => Number.isInteger(value) && value >= 6 && value <= 10, form: "6 to 10" }, 6],
    otp_expiry: [POSITIVE, 3600],
    smtp: new Part({
      enabled: [FLAG, false], host: [TEXT, ""], port: [PORT, 587], user: [TEXT, ""], pass: [TEXT, ""], admin_email: [TEXT, ""], sender_name: [TEXT, ""],
    }),
    template: new Part(Object.fromEntries(MAILS.map((mail) => [mail, TEMPLATE]))),
  }),
});

const PROVIDER = new Part({
  enabled: [FLAG, false], client_id: [TEXT, ""], secret: [TEXT, ""], url: [HTTP_URL, ""], redirect_uri: [HTTP_URL, ""],
  scopes: [TEXT, ""], skip_nonce_check: [FLAG, false], email_optional: [FLAG, false],
});

/** @param fail makes the error of a message that begins with the key */
export function parseSettings(json, fail) {
  const { external = {}, ...rest } = json;
  const settings = check(rest, AUTH, "auth.", fail);
  settings.external = Object.fromEntries(
    Object.entries(external).map(([name, provider]) => [name.toLowerCase(), check(provider, PROVIDER, `auth.external.${name}.`, fail)]));
  return settings;
}

/** `1h30m`, `500ms` → milliseconds; null if it is no duration. */
export function toMs(duration) {
  if (!/^(\d+(ms|h|m|s))+$/.test(duration)) return null;
  const unitMs = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
  return [...duration.matchAll(/(\d+)(ms|h|m|s)/g)].reduce((ms, [, count, unit]) => ms + Number(count) * unitMs[unit], 0);
}

function check(json, { keys }, prefix, fail) {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw fail(`${prefix.slice(0, -1)} must be an object`);
  const unknown = Object.keys(json).find((key) => !Object.hasOwn(keys, key));
  if (unknown) throw fail(`${prefix}${unknown} is not a known key; known: ${Object.keys(keys).join(", ")}`);
  return Object.fromEntries(Object.entries(keys).map(([key, type]) => {
    if (type instanceof Part) return [key, check(json[key] ?? {}, type, `${prefix}${key}.`, fail)];
    const value = json[key] ?? type[1];
    if (!type[0].accepts(value)) throw fail(`${prefix}${key} must be ${type[0].form}`);
    return [key, value];
  }));
}
