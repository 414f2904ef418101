// Users, as the service key lists, makes, changes and deletes them.
import { randomBytes, randomUUID } from "node:crypto";
import bcrypt from "bcryptjs";
import { json } from "./http.mjs";

const BCRYPT_ROUNDS = 10;

export async function listUsers({ sql, query }) {
  const page = Math.max(1, Number(query.get("page")) || 1);
  const size = Math.min(1000, Math.max(1, Number(query.get("per_page")) || 50));
  const [{ total }] = await sql`select count(*)::int as total from auth.users`;
  const users = await sql`${selectUsers(sql)} order by u.created_at desc, u.id limit ${size} offset ${(page - 1) * size}`;
  return json({ users: users.map(toUser), aud: "authenticated" }, 200, { "x-total-count": String(total) });
}

export async function showUser({ sql, id }) {
  const user = await findUser(sql, sql`u.id = ${id}`);
  return user ? json(user) : noSuchUser();
}

export async function createUser({ sql, body }) {
  if (!body.email) return json({ code: 422, error_code: "validation_failed", msg: "Cannot create a user without an email" }, 422);
  const { id } = await insertUser(sql, body);
  return showUser({ sql, id });
}

/** A user with its email identity. Without a password it gets a random one, so that only links sign it in. */
export async function insertUser(sql, { id = randomUUID(), role = "authenticated", ...body }) {
  const email = body.email.toLowerCase();
  const password = await hash(body.password ?? randomBytes(24).toString("base64"));
  const appMetadata = { provider: "email", providers: ["email"], ...body.app_metadata };
  const identity = { sub: id, email, email_verified: Boolean(body.email_confirm) };
  await sql.begin(async (transaction) => {
    await transaction`
      insert into auth.users (id, email, role, encrypted_password, email_confirmed_at, banned_until, raw_app_meta_data, raw_user_meta_data)
      values (${id}, ${email}, ${role}, ${password}, ${body.email_confirm ? sql`now()` : null},
        ${bannedUntil(body.ban_duration) ?? null}, ${sql.json(appMetadata)}, ${sql.json(body.user_metadata ?? {})})`;
    await transaction`
      insert into auth.identities (id, provider, provider_id, user_id, identity_data)
      values (${randomUUID()}, 'email', ${id}, ${id}, ${sql.json(identity)})`;
  });
  return findUser(sql, sql`u.id = ${id}`);
}

/** As the API shows it, or undefined. @param condition over `u`, a row of auth.users */
export async function findUser(sql, condition) {
  const [row] = await sql`${selectUsers(sql)} where ${condition}`;
  return row && toUser(row);
}

export async function updateUser({ sql, id, body }) {
  const password = body.password ? await hash(body.password) : null;
  const banned = bannedUntil(body.ban_duration);
  const updated = await sql`
    update auth.users set
      email = coalesce(${body.email?.toLowerCase() ?? null}, email),
      role = coalesce(${body.role ?? null}, role),
      encrypted_password = coalesce(${password}, encrypted_password),
      raw_user_meta_data = raw_user_meta_data || ${sql.json(body.user_metadata ?? {})},
      raw_app_meta_data = raw_app_meta_data || ${sql.json(body.app_metadata ?? {})},
      email_confirmed_at = ${body.email_confirm ? sql`coalesce(email_confirmed_at, now())` : sql`email_confirmed_at`},
      banned_until = ${banned === undefined ? sql`banned_until` : banned},
      updated_at = now()
    where id = ${id}`;
  return updated.count ? showUser({ sql, id }) : noSuchUser();
}

export async function deleteUser({ sql, id }) {
  const deleted = await sql`delete from auth.users where id = ${id}`;
  return deleted.count ? json({}) : noSuchUser();
}

function selectUsers(sql) {
  return sql`
    select u.*, (select coalesce(jsonb_agg(i order by i.created_at), '[]') from auth.identities i where i.user_id = u.id) as identities
    from auth.users u`;
}

function toUser(row) {
  return {
    id: row.id,
    aud: row.aud,
    role: row.role,
    email: row.email ?? "",
    phone: row.phone ?? "",
    email_confirmed_at: row.email_confirmed_at,
    confirmed_at: row.confirmed_at,
    last_sign_in_at: row.last_sign_in_at,
    banned_until: row.banned_until,
    app_metadata: row.raw_app_meta_data,
    user_metadata: row.raw_user_meta_data,
    identities: row.identities.map(({ id, provider_id, ...identity }) => ({ identity_id: id, id: provider_id, ...identity })),
    created_at: row.created_at,
    updated_at: row.updated_at,
    is_anonymous: row.is_anonymous,
  };
}

/** `24h`, `1h30m` → when the ban ends; `none` → null, no ban; not given → undefined, as it was. */
function bannedUntil(duration) {
  if (duration === undefined) return undefined;
  if (duration === "none") return null;
  const unitMs = { h: 3_600_000, m: 60_000, s: 1_000 };
  const parts = [...String(duration).matchAll(/(\d+)([hms])/g)];
  return new Date(Date.now() + parts.reduce((ms, [, count, unit]) => ms + count * unitMs[unit], 0)).toISOString();
}

function hash(password) {
  return bcrypt.hash(password, BCRYPT_ROUNDS);
}

export function noSuchUser() {
  return json({ code: 404, error_code: "user_not_found", msg: "User not found" }, 404);
}
