// Users sign up, sign in by password or by a code from a mail, and change their account.
import { randomUUID } from "node:crypto";
import { AuthError, emailExists, expiredLink, invalid, invalidCredentials, signUpDisabled, tooOften, userExists } from "./errors.mjs";
import { Limit } from "./limits.mjs";
import { PKCE_PREFIX } from "./one-time-codes.mjs";
import { checkStrength, hashPassword, isPassword } from "./passwords.mjs";
import { confirmEmail, findUserByEmail, findUserById, insertUser, noteProviders, setEmailIdentity, toEmail, toUser } from "./users.mjs";

const MINUTE_MS = 60_000;
/** Longer ago, a change of password asks for a code where that is configured. */
const RECENT_SIGN_IN = "24 hours";
const MAX_METADATA_CHARS = 64 * 1024;

/** Type of a link or code, as clients name it → the purposes it may have been issued for. */
const PURPOSES = {
  signup: ["confirmation"],
  invite: ["confirmation"],
  magiclink: ["recovery", "confirmation"],
  recovery: ["recovery"],
  email: ["confirmation", "recovery"],
  email_change: ["emailChangeCurrent", "emailChangeNew"],
};

export class Accounts {
  #wrongPasswords;
  #wrongCodes;
  #anonymous;

  constructor({ sql, settings, sessions, codes, flows, mails, redirect }) {
    Object.assign(this, { sql, settings, sessions, codes, flows, mails, redirect });
    const { rate_limit: limits, email } = settings;
    this.#wrongPasswords = new Limit({ count: limits.sign_in_failures, windowMs: 5 * MINUTE_MS });
    this.#wrongCodes = new Limit({ count: limits.token_verifications, windowMs: email.otp_expiry * 1000 });
    this.#anonymous = new Limit({ count: limits.anonymous_users, windowMs: 60 * MINUTE_MS });
  }

  async signUp(body, { redirectTo, userAgent }) {
    const data = metadataOf(body.data);
    if (!this.settings.enable_signup) throw signUpDisabled();
    if (!body.email && !body.password && !body.phone) return this.#signUpAnonymously(data, userAgent);
    const email = this.#address(body.email, "Signup requires a valid email");
    if (!this.settings.email.enable_signup) throw new AuthError(400, "email_provider_disabled", "Email signups are disabled");
    if (!body.password) throw invalid("Signup requires a valid password");
    checkStrength(body.password, this.settings);
    const pkce = this.flows.challengeOf(body);
    const passwordHash = await hashPassword(body.password);
    const confirmed = !this.settings.email.enable_confirmations;
    if (!confirmed) this.mails.count("confirmation", email);
    const known = await findUserByEmail(this.sql, email);
    if (known && confirmed) throw userExists();
    // does not tell whether the address has an account: only its mailbox does
    if (known?.confirmed_at) return { user: pretendedUser(email, data) };
    if (known) await this.#keepOnlySamePassword(known, body.password);
    const user = known ?? (await this.#insert({ email, passwordHash, confirmed, data }));
    if (confirmed) return this.sql.begin((sql) => this.sessions.begin(user, "password", { sql, userAgent }));
    await this.#sendConfirmation(user, email, { redirectTo, pkce });
    return { user: toUser(await findUserById(this.sql, user.id)) };
  }

  /** Two who sign up with an address that neither has shown: who follows the link may be either, so neither's password counts. */
  async #keepOnlySamePassword(user, password) {
    if (await isPassword(password, user.encrypted_password)) return;
    await this.sql`update auth.users set encrypted_password = null where id = ${user.id} and email_confirmed_at is null`;
  }

  async #signUpAnonymously(data, userAgent) {
    if (!this.settings.enable_anonymous_sign_ins) throw new AuthError(422, "anonymous_provider_disabled", "Anonymous sign-ins are disabled");
    if (this.#anonymous.waitMs("") > 0) throw tooOften("Request rate limit reached");
    this.#anonymous.add("");
    return this.sql.begin(async (sql) => {
      const user = await insertUser(sql, { anonymous: true, userMetadata: data });
      return this.sessions.begin(user, "anonymous", { sql, userAgent });
    });
  }

  async signInWithPassword({ email: given, password }, { userAgent }) {
    const email = this.#address(given, "missing email or phone");
    if (this.#wrongPasswords.waitMs(email) > 0) throw tooOften();
    this.#wrongPasswords.add(email);
    const user = await findUserByEmail(this.sql, email);
    if (!(await isPassword(String(password ?? ""), user?.encrypted_password))) throw invalidCredentials();
    this.#wrongPasswords.forget(email);
    if (!user.confirmed_at) throw new AuthError(400, "email_not_confirmed", "Email not confirmed");
    return this.sql.begin((sql) => this.sessions.begin(user, "password", { sql, userAgent }));
  }

  /** A link and a code by mail. The address is confirmed by using one of them, not before. */
  async sendMagicLink(body, { redirectTo }) {
    const email = this.#address(body.email, "One of email or phone must be set");
    const pkce = this.flows.challengeOf(body);
    this.mails.count("magic_link", email);
    let user = await findUserByEmail(this.sql, email);
    if (!user) {
      if (body.create_user === false) throw new AuthError(422, "otp_disabled", "Signups not allowed for otp");
      if (!this.settings.enable_signup || !this.settings.email.enable_signup) throw signUpDisabled();
      user = await this.#insert({ email, passwordHash: null, confirmed: false, data: metadataOf(body.data) });
    }
    await this.#sendRecoveryLink(user, "magic_link", "magiclink", { redirectTo, pkce });
  }

  /** Answers alike whether the address has an account or not. */
  async recover(body, { redirectTo }) {
    const email = this.#address(body.email, "Password recovery requires an email");
    const pkce = this.flows.challengeOf(body);
    this.mails.count("recovery", email);
    const user = await findUserByEmail(this.sql, email);
    if (user) await this.#sendRecoveryLink(user, "recovery", "recovery", { redirectTo, pkce });
  }

  async resend(body, { redirectTo }) {
    const { type } = body;
    if (type !== "signup" && type !== "email_change") throw invalid("Missing one of these types: signup, email_change");
    const email = this.#address(body.email, "Type provided requires an email address");
    const pkce = this.flows.challengeOf(body);
    this.mails.count(type === "signup" ? "confirmation" : "email_change", email);
    const user = await findUserByEmail(this.sql, email);
    if (type === "signup" && user && !user.confirmed_at) await this.#sendConfirmation(user, email, { redirectTo, pkce });
    if (type === "email_change" && user?.email_change) await this.#sendEmailChange(user, user.email_change, { redirectTo, pkce });
  }

  /**
   * Takes a link or a code.
   *
   * @returns a session, or `{message}`: the other address has to confirm too
   */
  async verify({ type, email: given, token, token_hash: hash }, { userAgent }) {
    const { user, purpose } = await this.#take({ type, given, token, hash });
    if (type === "email_change") {
      const done = await this.sql.begin((sql) => this.#confirmEmailChange(sql, user, purpose));
      if (!done) return { message: "Confirmation link accepted. Please proceed to confirm link sent to the other email" };
    } else {
      await this.#confirm(user, type, purpose);
    }
    const now = await findUserById(this.sql, user.id);
    return this.sql.begin((sql) => this.sessions.begin(now, "otp", { sql, userAgent }));
  }

  /** As verify, for a link of a client that uses PKCE. @returns {{code}} for /token, or `{message}` */
  async verifyForCode({ type, hash }) {
    const { user, purpose } = await this.#take({ type, hash });
    if (type === "email_change") {
      const done = await this.sql.begin((sql) => this.#confirmEmailChange(sql, user, purpose));
      if (!done) return { message: "Confirmation link accepted. Please proceed to confirm link sent to the other email" };
    } else {
      await this.#confirm(user, type, purpose);
    }
    return { code: await this.flows.issueForMail(user) };
  }

  async #take({ type, given, token, hash }) {
    const purposes = PURPOSES[type];
    if (!purposes) throw invalid(type ? "Invalid email verification type" : "Verify requires a verification type");
    if (hash) {
      const taken = await this.codes.take(purposes, { hash: String(hash) });
      if (!taken) throw expiredLink();
      return taken;
    }
    const email = toEmail(given);
    if (!email || !token) throw invalid("Verify requires either a token or a token hash");
    if (this.#wrongCodes.waitMs(email) > 0) throw tooOften();
    this.#wrongCodes.add(email);
    const taken = await this.codes.take(purposes, { email, otp: String(token) });
    if (!taken) throw expiredLink();
    this.#wrongCodes.forget(email);
    return taken;
  }

  /**
   * The first link that reaches the mailbox makes the address the user's. A password that was set before by somebody who
   * only knew the address is dropped, unless the link or code is the one of that very sign-up: clients name codes of a
   * sign-in and of a sign-up alike, so that the purpose decides and not the type.
   */
  async #confirm(user, type, purpose) {
    await this.sql.begin(async (sql) => {
      await confirmEmail(sql, user);
      if (user.confirmed_at) return;
      if (purpose === "confirmation" && (type === "signup" || type === "email")) return;
      await sql`update auth.users set encrypted_password = null where id = ${user.id}`;
      await sql`delete from auth.sessions where user_id = ${user.id}`;
    });
  }

  /** @returns {Promise<boolean>} whether the address is changed: with two addresses both must have confirmed */
  async #confirmEmailChange(sql, user, purpose) {
    const both = this.settings.email.double_confirm_changes && user.email && !user.is_anonymous;
    if (both && user.email_change_confirm_status === 0) {
      await sql`update auth.users set email_change_confirm_status = ${purpose === "emailChangeCurrent" ? 1 : 2} where id = ${user.id}`;
      return false;
    }
    await this.#changeEmail(sql, user, user.email_change, { shown: true });
    return true;
  }

  /** @param shown whether a mail to the address was answered; else it counts as confirmed from the beginning, as at sign-up */
  async #changeEmail(sql, user, email, { shown }) {
    if (!email || (await findUserByEmail(sql, email))) throw emailExists();
    await sql`
      update auth.users set email = ${email}, email_change = null, email_change_token_new = null, email_change_token_current = null,
        email_change_confirm_status = 0, email_confirmed_at = ${shown ? sql`now()` : sql`created_at`}, is_anonymous = false, updated_at = now(),
        raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || ${sql.json({ sub: user.id, email, email_verified: true, phone_verified: false })}
      where id = ${user.id}`;
    await setEmailIdentity(sql, { id: user.id, email, verified: shown });
    await noteProviders(sql, user.id);
  }

  /** @param caller user, session and claims of who asks */
  async update({ user, session }, body, { redirectTo }) {
    const changesSignIn = body.email !== undefined || body.password !== undefined;
    if (changesSignIn && user.factors.some((it) => it.status === "verified") && session?.aal !== "aal2") {
      throw new AuthError(401, "insufficient_aal", "AAL2 session is required to update email or password when MFA is enabled.");
    }
    const pkce = this.flows.challengeOf(body);
    if (body.password !== undefined) await this.#changePassword(user, session, body);
    if (body.data !== undefined) await this.#mergeMetadata(user, metadataOf(body.data));
    if (body.email) await this.#requestEmailChange(user, body.email, { redirectTo, pkce });
    return toUser(await findUserById(this.sql, user.id));
  }

  async #changePassword(user, session, { password, nonce, email }) {
    if (user.is_anonymous && !user.email && !email) {
      throw new AuthError(422, "validation_failed", "Updating password of an anonymous user without an email or phone is not allowed");
    }
    checkStrength(password, this.settings);
    if (await isPassword(password, user.encrypted_password)) {
      throw new AuthError(422, "same_password", "New password should be different from the old password.");
    }
    if (this.settings.email.secure_password_change && !(await this.#isRecent(session))) await this.#requireNonce(user, nonce);
    const passwordHash = await hashPassword(password);
    await this.sql.begin(async (sql) => {
      await sql`update auth.users set encrypted_password = ${passwordHash}, recovery_token = null, updated_at = now() where id = ${user.id}`;
      await this.sessions.endOthers(sql, user.id, session?.id ?? null);
    });
  }

  async #isRecent(session) {
    if (!session) return false;
    const [{ recent }] = await this.sql`select created_at > now() - ${RECENT_SIGN_IN}::interval as recent from auth.sessions where id = ${session.id}`;
    return recent;
  }

  async #requireNonce(user, nonce) {
    if (!nonce) throw new AuthError(400, "reauthentication_needed", "Password update requires reauthentication");
    const key = `nonce ${user.id}`;
    if (this.#wrongCodes.waitMs(key) > 0) throw tooOften();
    this.#wrongCodes.add(key);
    const taken = await this.codes.take(["reauthentication"], { email: user.email, otp: String(nonce) });
    if (taken?.user.id !== user.id) throw new AuthError(422, "reauthentication_not_valid", "Nonce has expired or is invalid");
  }

  async reauthenticate({ user }) {
    if (!user.email) throw invalid("Reauthentication requires the user to have an email or a phone number");
    this.mails.count("reauthentication", user.email);
    const { otp, hash } = await this.codes.issue(user, "reauthentication", { email: user.email });
    await this.mails.send("reauthentication", { to: user.email, otp, hash, redirectTo: this.redirect(null), user });
  }

  async #mergeMetadata(user, data) {
    const removed = Object.keys(data).filter((key) => data[key] === null);
    await this.sql`
      update auth.users set raw_user_meta_data = (coalesce(raw_user_meta_data, '{}') || ${this.sql.json(data)}) - ${removed}::text[], updated_at = now()
      where id = ${user.id}`;
  }

  async #requestEmailChange(user, given, { redirectTo, pkce }) {
    const email = this.#address(given, "Unable to validate email address: invalid format");
    if (email === user.email) return;
    if (await findUserByEmail(this.sql, email)) throw emailExists();
    if (!this.settings.email.enable_confirmations) {
      await this.sql.begin((sql) => this.#changeEmail(sql, user, email, { shown: false }));
      return;
    }
    this.mails.count("email_change", email);
    await this.#sendEmailChange(user, email, { redirectTo, pkce });
  }

  async #sendConfirmation(user, email, { redirectTo, pkce }) {
    const { otp, hash } = await this.codes.issue(user, "confirmation", { email, pkce: Boolean(pkce) });
    if (pkce) await this.flows.rememberMail(user, "email/signup", pkce);
    await this.mails.send("confirmation", { to: email, type: "signup", otp, hash, redirectTo: this.redirect(redirectTo), user });
  }

  async #sendRecoveryLink(user, kind, type, { redirectTo, pkce }) {
    const { otp, hash } = await this.codes.issue(user, "recovery", { email: user.email, pkce: Boolean(pkce) });
    if (pkce) await this.flows.rememberMail(user, type, pkce);
    await this.mails.send(kind, { to: user.email, type, otp, hash, redirectTo: this.redirect(redirectTo), user });
  }

  async #sendEmailChange(user, email, { redirectTo, pkce }) {
    await this.sql`update auth.users set email_change = ${email}, email_change_confirm_status = 0, email_change_token_current = null where id = ${user.id}`;
    if (pkce) await this.flows.rememberMail(user, "email_change", pkce);
    const both = this.settings.email.double_confirm_changes && user.email && !user.is_anonymous;
    const to = [["emailChangeNew", email], ...(both ? [["emailChangeCurrent", user.email]] : [])];
    for (const [purpose, address] of to) {
      const { otp, hash } = await this.codes.issue(user, purpose, { email: address, pkce: Boolean(pkce) });
      await this.mails.send("email_change", { to: address, type: "email_change", otp, hash, redirectTo: this.redirect(redirectTo), user, newEmail: email });
    }
  }

  #insert({ email, passwordHash, confirmed, data }) {
    const id = randomUUID();
    const userMetadata = { ...data, sub: id, email, email_verified: confirmed, phone_verified: false };
    return this.sql.begin((sql) => insertUser(sql, { id, email, passwordHash, confirmed, userMetadata })).catch((error) => {
      if (error.code === "23505" && error.schema_name === "auth") throw userExists();
      throw error;
    });
  }

  #address(given, message) {
    if (!given) throw invalid(message);
    const email = toEmail(given);
    if (!email) throw new AuthError(400, "validation_failed", "Unable to validate email address: invalid format");
    return email;
  }
}

export function isPkceHash(hash) {
  return hash.startsWith(PKCE_PREFIX);
}

/** What a sign-up with a taken address gets: nobody can sign in as it. */
function pretendedUser(email, data) {
  const now = new Date().toISOString();
  return {
    id: randomUUID(), aud: "authenticated", role: "", email, phone: "", confirmation_sent_at: now, app_metadata: { provider: "email", providers: ["email"] },
    user_metadata: data, identities: [], created_at: now, updated_at: now, is_anonymous: false,
  };
}

function metadataOf(data) {
  if (data === undefined || data === null) return {};
  if (typeof data !== "object" || Array.isArray(data)) throw invalid("data must be an object");
  if (JSON.stringify(data).length > MAX_METADATA_CHARS) throw invalid("data is too large");
  return data;
}
