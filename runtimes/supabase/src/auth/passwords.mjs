// Passwords: how they are kept (bcrypt, as in dumps of Supabase) and how good they must be.
import { Worker } from "node:worker_threads";
import { AuthError, tooOften } from "./errors.mjs";

/** So many wait for their turn; more are refused. */
const WAITING = 40;
/** bcrypt reads no further. */
const MAX_BYTES = 72;

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const REQUIRED = {
  "": [],
  letters_digits: [LETTERS + LETTERS.toUpperCase(), "0123456789"],
  lower_upper_letters_digits: [LETTERS, LETTERS.toUpperCase(), "0123456789"],
  lower_upper_letters_digits_symbols: [LETTERS, LETTERS.toUpperCase(), "0123456789", "!@#$%^&*()_+-=[]{};'\\:\"|<>?,./`~"],
};

export const PASSWORD_REQUIREMENTS = Object.keys(REQUIRED);

/** id → who waits for the worker's answer */
const waiting = new Map();
let worker = null;
let lastId = 0;

/** @throws {AuthError} over_request_rate_limit, when too many wait */
export function hashPassword(password) {
  return ask({ password });
}

/** @param hash null where the user has no password: that takes as long */
export function isPassword(password, hash) {
  return ask({ password, hash: hash ?? null });
}

function ask(question) {
  if (waiting.size >= WAITING) throw tooOften("Too many sign-ins at once, try again later");
  worker ??= startWorker();
  return new Promise((resolve, reject) => {
    const id = ++lastId;
    waiting.set(id, { resolve, reject });
    worker.ref();
    worker.postMessage({ id, ...question });
  });
}

function startWorker() {
  const started = new Worker(new URL("password-worker.mjs", import.meta.url));
  started.unref();
  started.on("message", ({ id, result, failed }) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (failed) asked?.reject(new Error("a password could not be hashed or compared"));
    else asked?.resolve(result);
    if (waiting.size === 0) started.unref();
  });
  started.on("error", (error) => {
    worker = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });
  return started;
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
