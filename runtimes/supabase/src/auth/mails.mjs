// Mails of auth: what they say, by which way they leave, and how many an address gets.
import { readFileSync } from "node:fs";
import { SmtpEmailDriver } from "@supabase/lite";
import { Mailbox } from "../mailbox.mjs";
import { AuthError } from "./errors.mjs";
import { Limit } from "./limits.mjs";
import { toMs } from "./settings.mjs";

const HOUR_MS = 3_600_000;

const link = (title, sentence, label) =>
  `<h2>${title}</h2>\n<p>${sentence}</p>\n<p><a href="{{ .ConfirmationURL }}">${label}</a></p>\n<p>Or enter the code: {{ .Token }}</p>`;

/** Mail → its subject and body where the configuration says none. */
const DEFAULTS = {
  confirmation: ["Confirm your email address", link("Confirm your email address", "Follow this link to confirm your address:", "Confirm your email address")],
  invite: ["You have been invited", link("You have been invited", "You have been invited to {{ .SiteURL }}.", "Accept the invitation")],
  magic_link: ["Your sign-in link", link("Your sign-in link", "Follow this link to sign in:", "Sign in")],
  recovery: ["Reset your password", link("Reset your password", "Follow this link to choose a new password:", "Reset your password")],
  email_change: ["Confirm your new email address",
    link("Confirm your new email address", "Follow this link to change your address from {{ .Email }} to {{ .NewEmail }}:", "Change email address")],
  reauthentication: ["Confirm that it is you", "<h2>Confirm that it is you</h2>\n<p>Enter the code: {{ .Token }}</p>"],
};

const VARIABLES = ["ConfirmationURL", "Token", "TokenHash", "SiteURL", "RedirectTo", "Email", "NewEmail", "Data"];
const ACTION = /\{\{-?\s*(.*?)\s*-?\}\}/gs;

export class Mails {
  #templates;
  #driver;
  #perKind;
  #perAddress;
  #inAll;

  /** @throws {Error} naming the key, when a template cannot be read or says what is not known here */
  constructor({ settings, siteUrl, mailDir }) {
    const { email, rate_limit: rateLimit } = settings;
    this.siteUrl = siteUrl;
    this.#templates = readTemplates(email.template);
    this.#driver = email.smtp.enabled ? smtpDriver(email.smtp) : new Mailbox(mailDir);
    const frequencyMs = toMs(email.max_frequency);
    this.#perKind = new Limit({ count: 1, windowMs: frequencyMs });
    this.#perAddress = new Limit({ count: email.max_per_hour, windowMs: HOUR_MS });
    this.#inAll = new Limit({ count: rateLimit.email_sent, windowMs: HOUR_MS });
  }

  /**
   * Counts a mail that somebody asked for. Before it is known whether the address has an account, so that the answer
   * does not tell.
   *
   * @throws {AuthError} over_email_send_rate_limit
   */
  count(kind, address) {
    const key = `${kind} ${address}`;
    const waitMs = Math.max(this.#perKind.waitMs(key), this.#perAddress.waitMs(address), this.#inAll.waitMs(""));
    if (waitMs > 0) {
      const seconds = Math.ceil(waitMs / 1000);
      throw new AuthError(429, "over_email_send_rate_limit", `For security purposes, you can only request this after ${seconds} seconds.`);
    }
    this.#perKind.add(key);
    this.#perAddress.add(address);
    this.#inAll.add("");
  }

  /**
   * @param kind a key of the configuration's `template`
   * @param type of the link, as /verify takes it
   */
  async send(kind, { to, type = null, otp, hash, redirectTo, user, newEmail }) {
    const values = {
      ConfirmationURL: type ? verifyLink(this.siteUrl, { hash, type, redirectTo }) : "",
      Token: otp,
      TokenHash: hash,
      SiteURL: this.siteUrl,
      RedirectTo: redirectTo,
      Email: user.email ?? to,
      NewEmail: newEmail ?? "",
      Data: user.raw_user_meta_data ?? {},
    };
    const { subject, content } = this.#templates[kind];
    const html = render(content, values, escapeHtml);
    const text = values.ConfirmationURL ? `${values.ConfirmationURL}\n\nCode: ${otp}\n` : `Code: ${otp}\n`;
    try {
      await this.#driver.send({ to, subject: render(subject, values, (value) => value).replace(/\s+/g, " "), text, html });
    } catch (error) {
      // what the mail server said may hold the address
      const { code, responseCode } = error.cause ?? error;
      throw new Error(`the mail ${kind} could not be sent: ${responseCode ?? code ?? error.name}`);
    }
  }
}

export function verifyLink(siteUrl, { hash, type, redirectTo }) {
  const url = new URL("/auth/v1/verify", siteUrl);
  url.search = new URLSearchParams({ token: hash, type, redirect_to: redirectTo });
  return url.href;
}

function readTemplates(configured) {
  return Object.fromEntries(Object.entries(DEFAULTS).map(([kind, [subject, content]]) => {
    const key = `auth.email.template.${kind}`;
    const own = configured[kind];
    const template = { subject: own.subject || subject, content: own.content || (own.content_path ? readTemplate(own.content_path, key) : content) };
    for (const text of Object.values(template)) for (const [, action] of text.matchAll(ACTION)) checkAction(action, key);
    return [kind, template];
  }));
}

function readTemplate(file, key) {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`${key}.content_path cannot be read: ${error.code}`);
  }
}

function checkAction(action, key) {
  const [, name, path] = /^\.(\w+)((?:\.\w+)*)$/.exec(action) ?? [];
  if (VARIABLES.includes(name) && (name === "Data") === (path !== "")) return;
  throw new Error(`${key} says {{ ${action} }}; known: ${VARIABLES.map((it) => `{{ .${it}${it === "Data" ? ".<name>" : ""} }}`).join(", ")}`);
}

function render(template, values, escape) {
  return template.replace(ACTION, (whole, action) => {
    const value = action.slice(1).split(".").reduce((at, name) => (at !== null && typeof at === "object" && Object.hasOwn(at, name) ? at[name] : ""), values);
    return escape(typeof value === "object" ? JSON.stringify(value) : String(value));
  });
}

function escapeHtml(text) {
  const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (letter) => entities[letter]);
}

function smtpDriver({ host, port, user, pass, admin_email: address, sender_name: name }) {
  for (const [key, value] of Object.entries({ host, admin_email: address })) {
    if (!value) throw new Error(`auth.email.smtp.${key} is missing`);
  }
  return new SmtpEmailDriver({ host, port, user: user || undefined, pass: pass || undefined, from: name ? { name, address } : address });
}
