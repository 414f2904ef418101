// Users and their identities in auth.users and auth.identities, and how the API shows them.
import { randomUUID } from "node:crypto";

/** Addresses are kept and compared in lower case. @returns null if it is no address */
export function toEmail(text) {
  if (typeof text !== "string" || text.length > 255 || !/^[^\s@<>",;:\\]+@[^\s@<>",;:\\]+\.[^\s@<>",;:\\]+$/.test(text)) return null;
  return text.toLowerCase();
}

/** A row of auth.users with its identities and factors, or undefined. @param condition over `u` */
export async function findUser(sql, condition) {
  const [row] = await sql`${selectUsers(sql)} where ${condition}`;
  return row;
}

export const findUserById = (sql, id) => findUser(sql, sql`u.id = ${id}`);
export const findUserByEmail = (sql, email) => findUser(sql, sql`u.email = ${email} and not u.is_sso_user`);

export function selectUsers(sql) {
  return sql`
    select u.*,
      u.banned_until > now() as banned,
      (select coalesce(jsonb_agg(i order by i.created_at), '[]') from auth.identities i where i.user_id = u.id) as identities,
      (select coalesce(jsonb_agg(to_jsonb(f) - 'secret' order by f.created_at), '[]') from auth.mfa_factors f where f.user_id = u.id) as factors
    from auth.users u`;
}

/**
 * Adds a user; with an address it gets its email identity.
 *
 * @param passwordHash null: only links and providers sign in
 * @param emailShown whether the address was shown to be the user's; where sign-ups need no confirmation it is confirmed without
 */
export async function insertUser(sql, { id = randomUUID(), email = null, passwordHash = null, confirmed = false, invited = false,
  anonymous = false, role = "authenticated", appMetadata, userMetadata = {}, bannedUntil = null, emailIdentity = true, emailShown = false }) {
  const metadata = appMetadata ?? (anonymous ? {} : { provider: "email", providers: ["email"] });
  await sql`
    insert into auth.users (id, email, role, encrypted_password, email_confirmed_at, invited_at, banned_until, is_anonymous,
      raw_app_meta_data, raw_user_meta_data)
    values (${id}, ${email}, ${role}, ${passwordHash}, ${confirmed ? sql`now()` : null}, ${invited ? sql`now()` : null},
      ${bannedUntil}, ${anonymous}, ${sql.json(metadata)}, ${sql.json(userMetadata)})`;
  if (email && emailIdentity) await setEmailIdentity(sql, { id, email, verified: emailShown, data: userMetadata });
  return findUserById(sql, id);
}

/** The identity of an address, made or changed. */
export async function setEmailIdentity(sql, { id, email, verified, data = {} }) {
  const identity = { ...data, sub: id, email, email_verified: verified, phone_verified: false };
  await sql`
    insert into auth.identities (id, provider, provider_id, user_id, identity_data)
    values (${randomUUID()}, 'email', ${id}, ${id}, ${sql.json(identity)})
    on conflict (provider, provider_id) do update
      set identity_data = auth.identities.identity_data || ${sql.json({ email, email_verified: verified })}, updated_at = now()`;
}

/** The address was shown to be the user's: by a link or code sent to it, or by a provider that verified it. */
export async function confirmEmail(sql, user) {
  await sql`
    update auth.users set email_confirmed_at = coalesce(email_confirmed_at, now()), confirmation_token = null, updated_at = now(),
      raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || '{"email_verified": true}'
    where id = ${user.id}`;
  await sql`
    update auth.identities set identity_data = identity_data || '{"email_verified": true}', updated_at = now()
    where user_id = ${user.id} and provider = 'email'`;
}

/** Writes what the identities are into the app metadata, as the API shows them: `provider` and `providers`. */
export async function noteProviders(sql, id) {
  await sql`
    update auth.users u set updated_at = now(), raw_app_meta_data = coalesce(u.raw_app_meta_data, '{}') || jsonb_build_object(
      'providers', p.providers, 'provider', coalesce(u.raw_app_meta_data ->> 'provider', p.providers ->> 0))
    from (select jsonb_agg(provider order by first) as providers from
      (select provider, min(created_at) as first from auth.identities where user_id = ${id} group by provider) known) p
    where u.id = ${id} and p.providers is not null`;
}

/** As the API shows a user: what is not there is left out. */
export function toUser(row) {
  const shown = {
    id: row.id,
    aud: row.aud || "authenticated",
    role: row.role || "authenticated",
    email: row.email ?? "",
    email_confirmed_at: row.email_confirmed_at,
    invited_at: row.invited_at,
    phone: row.phone ?? "",
    phone_confirmed_at: row.phone_confirmed_at,
    confirmation_sent_at: row.confirmation_sent_at,
    confirmed_at: row.confirmed_at,
    recovery_sent_at: row.recovery_sent_at,
    new_email: row.email_change || undefined,
    email_change_sent_at: row.email_change_sent_at,
    last_sign_in_at: row.last_sign_in_at,
    banned_until: row.banned_until,
    app_metadata: row.raw_app_meta_data ?? {},
    user_metadata: row.raw_user_meta_data ?? {},
    factors: row.factors?.length > 0 ? row.factors.map(toFactor) : undefined,
    identities: row.identities.map(toIdentity),
    created_at: row.created_at,
    updated_at: row.updated_at,
    is_anonymous: row.is_anonymous,
  };
  return Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined && value !== null));
}

function toIdentity({ id, provider_id: providerId, ...identity }) {
  return { identity_id: id, id: providerId, ...identity };
}

export function toFactor({ id, friendly_name, factor_type, status, created_at, updated_at }) {
  return { id, friendly_name: friendly_name ?? undefined, factor_type, status, created_at, updated_at };
}
