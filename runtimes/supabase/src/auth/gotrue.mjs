// Settings of auth as environment variables, by the names that GoTrue itself reads: who moves between this runtime and
// Supabase's own container keeps them.
import { toMs } from "./settings.mjs";

class Unusable extends Error {}

const text = (value) => value;
const whole = (value) => {
  if (!/^\d{1,9}$/.test(value)) throw new Unusable("a whole number");
  return Number(value);
};
const flag = (value) => {
  const known = { true: true, 1: true, t: true, false: false, 0: false, f: false }[value.toLowerCase()];
  if (known === undefined) throw new Unusable("true or false");
  return known;
};
const not = (value) => !flag(value);
const duration = (value) => {
  if (toMs(value) === null) throw new Unusable('a duration such as "30s", "5m" or "24h"');
  return value;
};

/** Variable → [where it stands in the settings, how it is read]. */
const VARIABLES = {
  GOTRUE_DISABLE_SIGNUP: ["enable_signup", not],
  GOTRUE_EXTERNAL_ANONYMOUS_USERS_ENABLED: ["enable_anonymous_sign_ins", flag],
  GOTRUE_SECURITY_MANUAL_LINKING_ENABLED: ["enable_manual_linking", flag],
  GOTRUE_JWT_EXP: ["jwt_expiry", whole],
  GOTRUE_PASSWORD_MIN_LENGTH: ["minimum_password_length", whole],
  GOTRUE_RATE_LIMIT_EMAIL_SENT: ["rate_limit.email_sent", whole],
  GOTRUE_RATE_LIMIT_VERIFY: ["rate_limit.token_verifications", whole],
  GOTRUE_RATE_LIMIT_ANONYMOUS_USERS: ["rate_limit.anonymous_users", whole],
  GOTRUE_SESSIONS_TIMEBOX: ["sessions.timebox", duration],
  GOTRUE_SESSIONS_INACTIVITY_TIMEOUT: ["sessions.inactivity_timeout", duration],
  GOTRUE_MFA_MAX_ENROLLED_FACTORS: ["mfa.max_enrolled_factors", whole],
  GOTRUE_MFA_TOTP_ENROLL_ENABLED: ["mfa.totp.enroll_enabled", flag],
  GOTRUE_MFA_TOTP_VERIFY_ENABLED: ["mfa.totp.verify_enabled", flag],
  GOTRUE_EXTERNAL_EMAIL_ENABLED: ["email.enable_signup", flag],
  GOTRUE_MAILER_AUTOCONFIRM: ["email.enable_confirmations", not],
  GOTRUE_MAILER_SECURE_EMAIL_CHANGE_ENABLED: ["email.double_confirm_changes", flag],
  GOTRUE_MAILER_OTP_LENGTH: ["email.otp_length", whole],
  GOTRUE_MAILER_OTP_EXP: ["email.otp_expiry", whole],
  GOTRUE_SECURITY_UPDATE_PASSWORD_REQUIRE_REAUTHENTICATION: ["email.secure_password_change", flag],
  GOTRUE_SMTP_MAX_FREQUENCY: ["email.max_frequency", duration],
  GOTRUE_SMTP_HOST: ["email.smtp.host", text],
  GOTRUE_SMTP_PORT: ["email.smtp.port", whole],
  GOTRUE_SMTP_USER: ["email.smtp.user", text],
  GOTRUE_SMTP_PASS: ["email.smtp.pass", text],
  GOTRUE_SMTP_ADMIN_EMAIL: ["email.smtp.admin_email", text],
  GOTRUE_SMTP_SENDER_NAME: ["email.smtp.sender_name", text],
  ...Object.fromEntries(
    ["confirmation", "invite", "magic_link", "recovery", "email_change", "reauthentication"].map((mail) => [
      `GOTRUE_MAILER_SUBJECTS_${mail.toUpperCase()}`,
      [`email.template.${mail}.subject`, text],
    ]),
  ),
};
const PROVIDER = {
  ENABLED: ["enabled", flag],
  CLIENT_ID: ["client_id", text],
  SECRET: ["secret", text],
  URL: ["url", text],
  REDIRECT_URI: ["redirect_uri", text],
  SKIP_NONCE_CHECK: ["skip_nonce_check", flag],
  EMAIL_OPTIONAL: ["email_optional", flag],
};
const OF_PROVIDER = new RegExp(`^GOTRUE_EXTERNAL_([A-Z0-9_]+?)_(${Object.keys(PROVIDER).join("|")})$`);

/**
 * The `auth` part of a configuration that variables stand for.
 *
 * @param variables name → text; names that do not begin with GOTRUE_ are nobody's here
 * @param auth what the configuration says itself; a variable wins over it
 * @param fail makes the error of a message that begins with the variable's name
 * @returns {{auth: object, redirectUrls: string[], unknown: string[]}} `unknown` are GoTrue's variables that have no
 *   meaning here
 */
export function withVariables(variables, auth, fail) {
  const settings = structuredClone(auth);
  const unknown = [];
  for (const [name, value] of Object.entries(variables)) {
    const [path, read] = placeOf(name) ?? [];
    if (path) set(settings, path, readAs(read, name, value, fail));
    else if (name.startsWith("GOTRUE_") && name !== "GOTRUE_URI_ALLOW_LIST") unknown.push(name);
  }
  if (variables.GOTRUE_SMTP_HOST) set(settings, "email.smtp.enabled", true);
  const redirectUrls = (variables.GOTRUE_URI_ALLOW_LIST ?? "").split(",").map((url) => url.trim()).filter(Boolean);
  return { auth: settings, redirectUrls, unknown };
}

function placeOf(name) {
  if (Object.hasOwn(VARIABLES, name)) return VARIABLES[name];
  const [, provider, part] = OF_PROVIDER.exec(name) ?? [];
  return provider && [`external.${provider.toLowerCase()}.${PROVIDER[part][0]}`, PROVIDER[part][1]];
}

function readAs(read, name, value, fail) {
  try {
    return read(value);
  } catch (error) {
    if (error instanceof Unusable) throw fail(`${name} must be ${error.message}`);
    throw error;
  }
}

function set(settings, path, value) {
  const keys = path.split(".");
  const last = keys.pop();
  let part = settings;
  for (const key of keys) part = part[key] ??= {};
  part[last] = value;
}
