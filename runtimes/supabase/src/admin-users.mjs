// Users, as the service key lists, makes, changes and deletes them.
import { invalid, noSuchUser } from "./auth/errors.mjs";
import { hashPassword } from "./auth/passwords.mjs";
import { toMs } from "./auth/settings.mjs";
import { findUserById, insertUser, selectUsers, setEmailIdentity, toEmail, toUser } from "./auth/users.mjs";
import { json } from "./http.mjs";

export async function listUsers({ sql, query }) {
  const page = Math.max(1, Math.floor(Number(query.get("page"))) || 1);
  const size = Math.min(1000, Math.max(1, Math.floor(Number(query.get("per_page"))) || 50));
  const [{ total }] = await sql`select count(*)::int as total from auth.users`;
  const users = await sql`${selectUsers(sql)} order by u.created_at desc, u.id limit ${size} offset ${(page - 1) * size}`;
  return json({ users: users.map(toUser), aud: "authenticated" }, 200, { "x-total-count": String(total) });
}

export async function showUser({ sql, id }) {
  const user = await findUserById(sql, id);
  if (!user) throw noSuchUser();
  return json(toUser(user));
}

export async function createUser({ sql, body }) {
  return json(toUser(await addUser(sql, body)));
}

/** Without a password only links sign it in. */
export async function addUser(sql, { id, email: given, password, ...body }, { invited = false } = {}) {
  if (!given) throw invalid("Cannot create a user without an email", 422);
  const email = toEmail(given);
  if (!email) throw invalid("Unable to validate email address: invalid format");
  return sql.begin(async (transaction) =>
    insertUser(transaction, {
      id,
      email,
      invited,
      passwordHash: password ? await hashPassword(password) : null,
      confirmed: Boolean(body.email_confirm),
      emailShown: Boolean(body.email_confirm),
      role: body.role,
      appMetadata: { provider: "email", providers: ["email"], ...body.app_metadata },
      userMetadata: body.user_metadata,
      bannedUntil: bannedUntil(body.ban_duration) ?? null,
    }));
}

export async function updateUser({ sql, id, body }) {
  const passwordHash = body.password ? await hashPassword(body.password) : null;
  const email = body.email ? toEmail(body.email) : null;
  if (body.email && !email) throw invalid("Unable to validate email address: invalid format");
  const banned = bannedUntil(body.ban_duration);
  await sql.begin(async (transaction) => {
    const updated = await transaction`
      update auth.users set
        email = coalesce(${email}, email),
        role = coalesce(${body.role ?? null}, role),
        encrypted_password = coalesce(${passwordHash}, encrypted_password),
        raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || ${sql.json(body.user_metadata ?? {})},
        raw_app_meta_data = coalesce(raw_app_meta_data, '{}') || ${sql.json(body.app_metadata ?? {})},
        email_confirmed_at = ${body.email_confirm ? sql`coalesce(email_confirmed_at, now())` : sql`email_confirmed_at`},
        banned_until = ${banned === undefined ? sql`banned_until` : banned},
        is_anonymous = is_anonymous and ${email}::text is null,
        updated_at = now()
      where id = ${id} returning email_confirmed_at`;
    if (updated.count === 0) throw noSuchUser();
    if (email) await setEmailIdentity(transaction, { id, email, verified: Boolean(updated[0].email_confirmed_at) });
  });
  return showUser({ sql, id });
}

export async function deleteUser({ sql, id }) {
  const deleted = await sql`delete from auth.users where id = ${id}`;
  if (deleted.count === 0) throw noSuchUser();
  return json({});
}

export async function listFactors({ factors, id }) {
  return json(await factors.list(id));
}

export async function deleteFactor({ factors, id, factorId }) {
  const removed = await factors.remove(id, factorId);
  if (!removed) throw noSuchUser();
  return json(removed);
}

/** `24h`, `1h30m` → when the ban ends; `none` → null, no ban; not given → undefined, as it was. */
function bannedUntil(duration) {
  if (duration === undefined) return undefined;
  if (duration === "none") return null;
  const ms = toMs(String(duration));
  if (ms === null) throw invalid("invalid format for ban duration");
  return new Date(Date.now() + ms).toISOString();
}

