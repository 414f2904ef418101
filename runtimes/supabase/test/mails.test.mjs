// Mails of auth: what they say, how they leave, and how many there are.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { Limit } from "../src/auth/limits.mjs";
import { Mails } from "../src/auth/mails.mjs";
import { parseSettings } from "../src/auth/settings.mjs";
import { clientOf, closeClients } from "./support/clients.mjs";
import { createEnvironment } from "./support/environments.mjs";
import { startPostgres } from "./support/postgres.mjs";
import { configFor, startServer } from "./support/servers.mjs";
import { startSmtp } from "./support/smtp.mjs";

const PASSWORD = "secret12";
const ALL = "{{ .SiteURL }}|{{ .Email }}|{{ .NewEmail }}|{{ .Token }}|{{ .TokenHash }}|{{ .RedirectTo }}|{{ .Data.full_name }}|<a href=\"{{ .ConfirmationURL }}\">go</a>";

let cluster, environment, config, server, smtp, service;

before(async () => {
  cluster = await startPostgres();
  environment = await createEnvironment(cluster, "mails");
  smtp = await startSmtp();
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "homeport-template-")), "invite.html");
  fs.writeFileSync(file, `invite from a file ${ALL}`);
  const template = Object.fromEntries(["confirmation", "magic_link", "recovery", "email_change"].map(
    (kind) => [kind, { subject: `${kind} for {{ .Data.full_name }}`, content: `${kind} ${ALL}` }]));
  config = await configFor(environment, { auth: { email: {
    enable_confirmations: true,
    max_frequency: "1h",
    smtp: { enabled: true, host: "127.0.0.1", port: smtp.port, admin_email: "app@example.com", sender_name: "The App" },
    template: { ...template, invite: { content_path: file } },
  } } });
  server = await startServer(config);
  service = clientOf(server.url, environment.serviceKey);
});

after(async () => {
  await closeClients();
  await server?.stop();
  await smtp?.stop();
  await environment?.sql.end();
  await cluster?.stop();
});

test("mails_of_every_kind_leave_by_smtp_with_the_configured_words", async () => {
  const email = "ann@example.com";
  const data = { full_name: "Ann <A>\r\nBcc: all@example.com" };
  ok(await client().auth.signUp({ email, password: PASSWORD, options: { data, emailRedirectTo: `${config.siteUrl}/welcome` } }));
  const confirmation = mailTo(email);
  const [site, to, , token, hash, redirect, name, link] = fields(confirmation);
  assert.deepEqual([site, to, redirect, name], [config.siteUrl, email, `${config.siteUrl}/welcome`, "Ann &lt;A&gt;\r\nBcc: all@example.com"]);
  assert.equal(confirmation.headers.from, "The App <app@example.com>");
  assert.equal(confirmation.headers.subject, "confirmation for Ann <A> Bcc: all@example.com");
  assert.deepEqual(confirmation.to, [email]);
  assert.equal(new URL(link).searchParams.get("token"), hash);
  const { session } = ok(await client().auth.verifyOtp({ email, token, type: "signup" }));

  ok(await client().auth.signInWithOtp({ email }));
  assert.match(mailTo(email).html, /^magic_link /);
  ok(await client().auth.resetPasswordForEmail(email));
  assert.match(mailTo(email).html, /^recovery /);
  const ann = client();
  ok(await ann.auth.setSession(session));
  ok(await ann.auth.updateUser({ email: "ann.new@example.com" }));
  assert.deepEqual(fields(mailTo("ann.new@example.com")).slice(1, 3), [email, "ann.new@example.com"]);
  assert.match(mailTo(email).html, /^email_change /);
  ok(await service.auth.admin.inviteUserByEmail("bob@example.com"));
  assert.match(mailTo("bob@example.com").html, /^invite from a file /);
});

test("a_mailed_hash_works_where_the_app_verifies_it_itself", async () => {
  ok(await client().auth.signUp({ email: "hash@example.com", password: PASSWORD }));
  const [, , , , hash] = fields(mailTo("hash@example.com"));
  assert.equal(ok(await client().auth.verifyOtp({ token_hash: hash, type: "email" })).user.email, "hash@example.com");
});

test("an_address_gets_one_mail_of_a_kind_at_a_time_whether_it_has_an_account_or_not", async () => {
  for (const email of ["ann@example.com", "stranger@example.com"]) {
    await client().auth.resetPasswordForEmail(email);
    const { error } = await client().auth.resetPasswordForEmail(email);
    assert.deepEqual([error.status, error.code], [429, "over_email_send_rate_limit"], email);
  }
  assert.equal(smtp.mails.filter((mail) => mail.to.includes("stranger@example.com")).length, 0);
});

test("a_mail_server_that_refuses_is_an_error_that_tells_no_code", async () => {
  const other = await startServer(await configFor(environment, { auth: { email: { smtp: { enabled: true, host: "127.0.0.1", port: 1, admin_email: "a@example.com" } } } }));
  const { error } = await clientOf(other.url, environment.anonKey).auth.signInWithOtp({ email: "ann@example.com" });
  assert.equal(error.status, 500);
  assert.match(other.log(), /the mail magic_link could not be sent: E/);
  assert.doesNotMatch(other.log(), /token=|Code:|ann@example/);
  await other.stop();
});

test("a_template_that_says_what_is_not_known_stops_the_start", () => {
  const mails = (content) => new Mails({ siteUrl: "https://a.example.com", mailDir: "/nowhere", settings: settings({ email: { template: { recovery: { content } } } }) });
  for (const content of ["{{ .Secret }}", "{{ .Data }}", "{{ if .Token }}x{{ end }}", "{{ .Token.x }}"]) {
    assert.throws(() => mails(content), /auth\.email\.template\.recovery says/, content);
  }
  mails("{{.Token}} {{- .Data.a.b -}}");
});

test("settings_are_checked_by_name_and_form", () => {
  for (const [bad, key] of [[{ jwt_expiry: "1h" }, "auth.jwt_expiry"], [{ email: { max_frequency: "soon" } }, "auth.email.max_frequency"],
    [{ emial: {} }, "auth.emial"], [{ external: { google: { url: "ftp://x" } } }, "auth.external.google.url"], [{ mfa: { totp: 1 } }, "auth.mfa.totp"]]) {
    assert.throws(() => settings(bad), (error) => error.message.startsWith(key), key);
  }
});

test("a_limit_lets_through_again_after_its_window_and_bounds_its_memory", () => {
  let now = 0;
  const limit = new Limit({ count: 2, windowMs: 1000, now: () => now });
  limit.add("a");
  now = 400;
  limit.add("a");
  assert.equal(limit.waitMs("a"), 600);
  assert.equal(limit.waitMs("b"), 0);
  now = 1000;
  assert.equal(limit.waitMs("a"), 0);
  for (let key = 0; key < 25_000; key++) limit.add(key);
  assert.equal(limit.waitMs("a"), 0);
});

function settings(json) {
  return parseSettings(json, (message) => new Error(message));
}

function client() {
  return clientOf(server.url, environment.anonKey);
}

function mailTo(address) {
  return smtp.mails.filter((mail) => mail.to.includes(address)).at(-1);
}

/** What the template's variables became. */
function fields({ html }) {
  const parts = html.replace(/^[^|]*?(?=http)/, "").split("|");
  return [...parts.slice(0, 7), /href="([^"]+)"/.exec(parts[7])[1].replaceAll("&amp;", "&")];
}

function ok({ data, error }) {
  if (error) throw new Error(`${error.code ?? error.status ?? ""} ${error.message ?? JSON.stringify(error)}`);
  return data;
}
