// Time-based one-time codes (RFC 6238, SHA-1, 6 digits, 30 s): what authenticator apps speak.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const STEP_SECONDS = 30;
const DIGITS = 6;
/** The phone's clock may be one step off. */
const SKEW_STEPS = 1;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export function newSecret() {
  return toBase32(randomBytes(20));
}

/** What the QR code says. */
export function keyUri({ issuer, account, secret }) {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  const parameters = { algorithm: "SHA1", digits: DIGITS, issuer, period: STEP_SECONDS, secret };
  return `otpauth://totp/${label}?${Object.entries(parameters).map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&")}`;
}

/** @returns the time step that the code is of, or null: not a valid code now */
export function stepOf(code, secret, nowMs = Date.now()) {
  if (!/^\d{6}$/.test(code)) return null;
  const key = fromBase32(secret);
  const current = Math.floor(nowMs / 1000 / STEP_SECONDS);
  let found = null;
  for (let step = current - SKEW_STEPS; step <= current + SKEW_STEPS; step++) {
    if (timingSafeEqual(Buffer.from(codeOf(key, step)), Buffer.from(code))) found = step;
  }
  return found;
}

function codeOf(key, step) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", key).update(counter).digest();
  const number = mac.readUInt32BE(mac[mac.length - 1] & 0xf) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, "0");
}

function toBase32(bytes) {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits.match(/.{5}/g).map((five) => BASE32[Number.parseInt(five, 2)]).join("");
}

function fromBase32(text) {
  const bits = [...text.toUpperCase().replace(/=+$/, "")].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
