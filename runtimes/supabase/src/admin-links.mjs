// Links that sign a user in, made by the service key: generateLink and inviteUserByEmail.
import { createHash, randomInt } from "node:crypto";
import { findUser, insertUser, noSuchUser } from "./admin-users.mjs";
import { json } from "./http.mjs";

/** Type → where lite looks for its token, how lite's verify route calls it, and whether an unknown address gets a user. */
const TYPES = {
  magiclink: { column: "recovery_token", verifyType: "magiclink", creates: true },
  recovery: { column: "recovery_token", verifyType: "recovery", creates: false },
  signup: { column: "confirmation_token", verifyType: "signup", creates: true },
  invite: { column: "recovery_token", verifyType: "magiclink", creates: true },
};

export async function generateLink({ sql, siteUrl, body }) {
  const type = TYPES[body.type];
  if (!type) {
    const known = Object.keys(TYPES).join(", ");
    return json({ code: 400, error_code: "validation_failed", msg: `Links can be generated of these types: ${known}` }, 400);
  }
  if (!body.email) return json({ code: 400, error_code: "validation_failed", msg: "A link requires an email" }, 400);
  const known = await findByEmail(sql, body.email);
  if (body.type === "signup" && known) return emailExists();
  if (!known && !type.creates) return noSuchUser();
  const user = known ?? (await insertUser(sql, { email: body.email, password: body.password, user_metadata: body.data }));
  const { otp, token, link } = await issueToken({ sql, siteUrl, user, type, redirectTo: body.redirect_to });
  return json({
    action_link: link,
    email_otp: otp,
    hashed_token: token,
    redirect_to: body.redirect_to ?? siteUrl,
    verification_type: body.type,
    ...user,
  });
}

export async function invite({ sql, siteUrl, mail, body, query }) {
  if (!body.email) return json({ code: 422, error_code: "validation_failed", msg: "An invitation requires an email" }, 422);
  const known = await findByEmail(sql, body.email);
  if (known?.confirmed_at) return emailExists();
  const user = known ?? (await insertUser(sql, { email: body.email, user_metadata: body.data }));
  const { otp, link } = await issueToken({ sql, siteUrl, user, type: TYPES.invite, redirectTo: query.get("redirect_to") });
  await mail.send({
    to: user.email,
    subject: "You have been invited",
    text: `You have been invited to ${siteUrl}.\n\nAccept the invitation: ${link}\n\nOr enter the code: ${otp}`,
    html: `<h2>You have been invited</h2><p><a href="${link.replaceAll("&", "&amp;")}">Accept the invitation</a> to ${siteUrl}, or enter the code ${otp}.</p>`,
  });
  return json(user);
}

/** As lite 0.10.0 does for its own mails: the token is the digest of address and code. */
async function issueToken({ sql, siteUrl, user, type, redirectTo }) {
  const otp = String(randomInt(1_000_000)).padStart(6, "0");
  const token = createHash("sha256").update(user.email.toLowerCase() + otp).digest("hex");
  const sentAt = type.column.replace("_token", "_sent_at");
  await sql`update auth.users set ${sql({ [type.column]: token })}, ${sql(sentAt)} = now() where id = ${user.id}`;
  const link = new URL("/auth/v1/verify", siteUrl);
  link.search = new URLSearchParams({ token, type: type.verifyType, redirect_to: redirectTo ?? siteUrl });
  return { otp, token, link: link.href };
}

function findByEmail(sql, email) {
  return findUser(sql, sql`u.email = ${email.toLowerCase()}`);
}

function emailExists() {
  return json({ code: 422, error_code: "email_exists", msg: "A user with this email address has already been registered" }, 422);
}
