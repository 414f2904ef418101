// Codes that are sent by mail and used once, in a link or typed in. What is stored, and what links carry, is a keyed
// digest of address and code: it cannot be guessed by trying codes, and a read database does not tell the code.
import { createHmac, hkdfSync, randomInt } from "node:crypto";
import { findUser } from "./users.mjs";

/** Purpose → where the digest is kept in auth.users, and since when. */
const COLUMNS = {
  confirmation: ["confirmation_token", "confirmation_sent_at"],
  recovery: ["recovery_token", "recovery_sent_at"],
  emailChangeNew: ["email_change_token_new", "email_change_sent_at"],
  emailChangeCurrent: ["email_change_token_current", "email_change_sent_at"],
  reauthentication: ["reauthentication_token", "reauthentication_sent_at"],
};

/** Links of clients that use PKCE carry this before the digest. */
export const PKCE_PREFIX = "pkce_";

export class OneTimeCodes {
  #key;

  constructor({ sql, settings, jwtSecret }) {
    this.sql = sql;
    this.settings = settings;
    this.#key = Buffer.from(hkdfSync("sha256", jwtSecret, "", "homeport one-time codes", 32));
  }

  /** A new code for the purpose, sent to `email`; it replaces the one before. @returns {{otp: string, hash: string}} */
  async issue(user, purpose, { email, pkce = false, sql = this.sql }) {
    const [column, sentAt] = COLUMNS[purpose];
    const { otp_length: length } = this.settings.email;
    const otp = String(randomInt(10 ** length)).padStart(length, "0");
    const hash = (pkce ? PKCE_PREFIX : "") + this.#digest(email, otp);
    await sql`update auth.users set ${sql({ [column]: hash })}, ${sql(sentAt)} = now() where id = ${user.id}`;
    return { otp, hash };
  }

  /**
   * Takes a code: of two who come with the same one, one gets the user.
   *
   * @param given `{hash}`, or `{email, otp}`
   * @returns {Promise<{user, purpose} | null>} null: unknown, used, or too old
   */
  async take(purposes, given, sql = this.sql) {
    const digest = given.hash ?? this.#digest(given.email, given.otp);
    const hashes = given.hash ? [digest] : [digest, PKCE_PREFIX + digest];
    for (const purpose of purposes) {
      const [column, sentAt] = COLUMNS[purpose];
      const [taken] = await sql`
        update auth.users set ${sql(column)} = null
        where ${sql(column)} in ${sql(hashes)} and ${sql(sentAt)} > now() - make_interval(secs => ${this.settings.email.otp_expiry})
        returning id`;
      if (taken) return { user: await findUser(sql, sql`u.id = ${taken.id}`), purpose };
    }
    return null;
  }

  #digest(email, otp) {
    return createHmac("sha256", this.#key).update(JSON.stringify([email, otp])).digest("hex");
  }
}
