// Passwords: how they are kept (bcrypt, as in dumps of Supabase) and how good they must be.
import bcrypt from "bcryptjs";
import { AuthError } from "./errors.mjs";

const BCRYPT_ROUNDS = 10;
/** bcrypt reads no further. */
const MAX_BYTES = 72;
/** Of a password nobody knows: an unknown address takes as long to refuse as a wrong password. */
const NOBODYS = bcrypt.hashSync("nobody's", BCRYPT_ROUNDS);

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const REQUIRED = {
  "": [],
  letters_digits: [LETTERS + LETTERS.toUpperCase(), "0123456789"],
  lower_upper_letters_digits: [LETTERS, LETTERS.toUpperCase(), "0123456789"],
  lower_upper_letters_digits_symbols: [LETTERS, LETTERS.toUpperCase(), "0123456789", "!@#$%^&*()_+-=[]{};'\\:\"|<>?,./`~"],
};

export const PASSWORD_REQUIREMENTS = Object.keys(REQUIRED);

export function hashPassword(password) {
  return bcrypt.hash(password, BCRYPT_ROUNDS);
}

/** @param hash null where the user has no password */
export async function isPassword(password, hash) {
  const same = await bcrypt.compare(password, hash || NOBODYS);
  return same && Boolean(hash);
}

/** @throws {AuthError} weak_password, saying why */
export function checkStrength(password, { minimum_password_length: shortest, password_requirements: requirements }) {
  if (typeof password !== "string" || Buffer.byteLength(password) > MAX_BYTES) {
    throw new AuthError(422, "validation_failed", `Password cannot be longer than ${MAX_BYTES} characters`);
  }
  const missing = REQUIRED[requirements].filter((set) => ![...password].some((letter) => set.includes(letter)));
  const reasons = [...(password.length < shortest ? ["length"] : []), ...(missing.length > 0 ? ["characters"] : [])];
  if (reasons.length === 0) return;
  const texts = [
    ...(reasons.includes("length") ? [`Password should be at least ${shortest} characters.`] : []),
    ...(missing.length > 0 ? [`Password should contain at least one character of each: ${missing.join(", ")}.`] : []),
  ];
  throw new AuthError(422, "weak_password", texts.join(" "), { weak_password: { reasons } });
}
