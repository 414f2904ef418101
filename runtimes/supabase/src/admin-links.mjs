// Links that sign a user in, made by the service key: generateLink and inviteUserByEmail.
import { addUser } from "./admin-users.mjs";
import { emailExists, invalid, noSuchUser } from "./auth/errors.mjs";
import { verifyLink } from "./auth/mails.mjs";
import { findUserByEmail, findUserById, toEmail, toUser } from "./auth/users.mjs";
import { json } from "./http.mjs";

/** Type → what its code is for, how /verify calls it, and whether an unknown address gets a user. */
const TYPES = {
  signup: { purpose: "confirmation", verifyType: "signup", creates: true },
  invite: { purpose: "confirmation", verifyType: "invite", creates: true },
  magiclink: { purpose: "recovery", verifyType: "magiclink", creates: true },
  recovery: { purpose: "recovery", verifyType: "recovery", creates: false },
  email_change_current: { purpose: "emailChangeCurrent", verifyType: "email_change", creates: false },
  email_change_new: { purpose: "emailChangeNew", verifyType: "email_change", creates: false },
};

export async function generateLink({ sql, siteUrl, codes, redirect, body }) {
  const type = TYPES[body.type];
  if (!type) throw invalid(`Links can be generated of these types: ${Object.keys(TYPES).join(", ")}`);
  const email = toEmail(body.email);
  if (!email) throw invalid("A link requires a valid email");
  const known = await findUserByEmail(sql, email);
  if (known?.confirmed_at && (body.type === "signup" || body.type === "invite")) throw emailExists();
  if (!known && !type.creates) throw noSuchUser();
  if (body.type === "signup" && !body.password) throw invalid("Signup requires a valid password");
  const user = known ?? (await addUser(sql, { email, password: body.password, user_metadata: body.data }, { invited: body.type === "invite" }));
  const address = type.verifyType === "email_change" ? await noteEmailChange(sql, user, type.purpose, body.new_email) : email;
  const { otp, hash } = await codes.issue(user, type.purpose, { email: address });
  const redirectTo = redirect(body.redirect_to);
  return json({
    ...toUser(await findUserById(sql, user.id)),
    action_link: verifyLink(siteUrl, { hash, type: type.verifyType, redirectTo }),
    email_otp: otp,
    hashed_token: hash,
    redirect_to: redirectTo,
    verification_type: body.type,
  });
}

/** @returns the address that the link is for */
async function noteEmailChange(sql, user, purpose, given) {
  const email = toEmail(given);
  if (!email) throw invalid("A link that changes an address requires a valid new_email");
  if (await findUserByEmail(sql, email)) throw emailExists();
  await sql`
    update auth.users set email_change = ${email},
      email_change_confirm_status = case when email_change is distinct from ${email} then 0 else email_change_confirm_status end
    where id = ${user.id}`;
  return purpose === "emailChangeNew" ? email : user.email;
}

export async function invite({ sql, codes, mails, redirect, body, query }) {
  const email = toEmail(body.email);
  if (!email) throw invalid("An invitation requires a valid email", 422);
  const known = await findUserByEmail(sql, email);
  if (known?.confirmed_at) throw emailExists();
  const user = known ?? (await addUser(sql, { email, user_metadata: body.data }, { invited: true }));
  const { otp, hash } = await codes.issue(user, "confirmation", { email });
  await sql`update auth.users set invited_at = now() where id = ${user.id}`;
  await mails.send("invite", { to: email, type: "invite", otp, hash, redirectTo: redirect(query.get("redirect_to")), user });
  return json(toUser(await findUserById(sql, user.id)));
}
