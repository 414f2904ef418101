// Which user somebody is whom a provider signed in. An address joins an account only when the provider verified it.
import { randomUUID } from "node:crypto";
import { AuthError, noSuchUser, signUpDisabled } from "./errors.mjs";
import { confirmEmail, findUserByEmail, findUserById, insertUser, noteProviders, toEmail } from "./users.mjs";

const SHOWN = ["iss", "sub", "name", "given_name", "family_name", "nickname", "preferred_username", "user_name", "profile", "picture", "website",
  "gender", "birthdate", "zoneinfo", "locale"];
/** Sign-ups that need no confirmation confirm the address in the same moment: that shows nothing. */
const SAME_MOMENT = "5 seconds";

/**
 * The user for what a provider said, found, joined or made.
 *
 * @param claims of an ID token or user info that was checked
 * @param linkTo a signed-in user who asked to add the identity, or null
 */
export async function signInIdentity(sql, { settings, provider, claims, linkTo = null }) {
  const identity = describe(claims);
  const [known] = await sql`select id, user_id from auth.identities where provider = ${provider.name} and provider_id = ${claims.sub} for update`;
  if (linkTo) {
    if (known) throw new AuthError(422, "identity_already_exists", "Identity is already linked to another user");
    await addIdentity(sql, provider, linkTo.id, identity);
    if (linkTo.is_anonymous) await becomePermanent(sql, linkTo, identity);
    return findUserById(sql, linkTo.id);
  }
  if (known) {
    await sql`update auth.identities set identity_data = ${sql.json(identity)}, last_sign_in_at = now(), updated_at = now() where id = ${known.id}`;
    await mergeMetadata(sql, known.user_id, identity);
    return findUserById(sql, known.user_id);
  }
  const { email, email_verified: verified } = identity;
  if (!email && !provider.emailOptional) throw new AuthError(500, "unexpected_failure", "Error getting user email from external provider");
  if (email && !verified && !provider.emailOptional) {
    throw new AuthError(422, "provider_email_needs_verification", `Unverified email with ${provider.name}. Verify the email with ${provider.name} in order to sign in`);
  }
  const proven = verified ? email : null;
  const owner = proven && (await findUserByEmail(sql, proven));
  if (owner) return join(sql, provider, owner, identity);
  if (!settings.enable_signup) throw signUpDisabled();
  const user = await insertUser(sql, { email: proven, confirmed: Boolean(proven), emailIdentity: false, userMetadata: identity,
    appMetadata: { provider: provider.name, providers: [provider.name] } });
  await addIdentity(sql, provider, user.id, identity);
  return findUserById(sql, user.id);
}

/**
 * The provider shows that the address is this user's. Whoever made the account may only have known the address: unless
 * that was shown too, their ways to sign in go.
 */
async function join(sql, provider, owner, identity) {
  const [{ shown }] = await sql`
    select (u.email_confirmed_at is not null and (u.email_confirmed_at > u.created_at + ${SAME_MOMENT}::interval
      or exists (select from auth.identities i where i.user_id = u.id and lower(i.identity_data ->> 'email') = u.email
        and i.identity_data -> 'email_verified' = 'true'))) as shown
    from auth.users u where u.id = ${owner.id} for update`;
  if (!shown) {
    await sql`update auth.users set encrypted_password = null where id = ${owner.id}`;
    await sql`delete from auth.identities where user_id = ${owner.id}`;
    await sql`delete from auth.mfa_factors where user_id = ${owner.id}`;
    await sql`delete from auth.sessions where user_id = ${owner.id}`;
    await confirmEmail(sql, owner);
  }
  await addIdentity(sql, provider, owner.id, identity);
  return findUserById(sql, owner.id);
}

async function becomePermanent(sql, user, { email, email_verified: verified }) {
  const free = email && verified && !(await findUserByEmail(sql, email)) ? email : null;
  await sql`
    update auth.users set is_anonymous = false, email = coalesce(${free}, email),
      email_confirmed_at = case when ${free}::text is null then email_confirmed_at else now() end
    where id = ${user.id}`;
}

/** @throws {AuthError} for the last one: nothing would sign the user in any more */
export async function removeIdentity(sql, user, id) {
  const found = user.identities.find((it) => it.id === id);
  if (!found) throw new AuthError(404, "identity_not_found", "Identity doesn't exist");
  if (user.identities.length < 2) throw new AuthError(422, "single_identity_not_deletable", "User must have at least 1 identity after unlinking");
  await sql`delete from auth.identities where id = ${id} and user_id = ${user.id}`;
  await sql`update auth.users set raw_app_meta_data = coalesce(raw_app_meta_data, '{}') - 'provider' where id = ${user.id}`;
  await noteProviders(sql, user.id);
}

async function addIdentity(sql, provider, userId, identity) {
  await sql`
    insert into auth.identities (id, provider, provider_id, user_id, identity_data, last_sign_in_at)
    values (${randomUUID()}, ${provider.name}, ${identity.sub}, ${userId}, ${sql.json(identity)}, now())`;
  await mergeMetadata(sql, userId, identity);
  await noteProviders(sql, userId);
}

async function mergeMetadata(sql, userId, identity) {
  const merged = await sql`
    update auth.users set raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || ${sql.json(identity)}, updated_at = now() where id = ${userId} returning id`;
  if (merged.length === 0) throw noSuchUser();
}

function describe(claims) {
  const shown = Object.fromEntries(SHOWN.filter((key) => ["string", "number"].includes(typeof claims[key])).map((key) => [key, claims[key]]));
  const email = toEmail(claims.email);
  return {
    ...shown,
    ...(shown.name ? { full_name: shown.name } : {}),
    ...(shown.picture ? { avatar_url: shown.picture } : {}),
    ...(email ? { email } : {}),
    provider_id: claims.sub,
    // some providers write booleans as text
    email_verified: Boolean(email) && (claims.email_verified === true || claims.email_verified === "true"),
    phone_verified: false,
  };
}
