// Who a key or a token speaks for. Keys are the environment's own long-lived JWTs, and literal aliases: the anon key of
// the hosted project that an imported app was built with stays valid here although it was signed elsewhere.
import { createHash, timingSafeEqual } from "node:crypto";
import { jwtVerify } from "jose";

const ANON = { type: "publishable", claims: { role: "anon" } };
const SERVICE = { type: "secret", claims: { role: "service_role" } };

export function createApiKeys({ jwtSecret, keys }) {
  const secret = new TextEncoder().encode(jwtSecret);
  const anon = keys.anon.map(digest);
  const service = keys.service.map(digest);

  /** The claims of a token signed for this environment, or null: wrong signature, expired, not a token. */
  async function verify(token) {
    if (!token) return null;
    try {
      return (await jwtVerify(token, secret, { algorithms: ["HS256"] })).payload;
    } catch {
      return null;
    }
  }

  /** What an `apikey` opens: `{type, claims}` as lite wants it, or null. */
  async function resolve(key) {
    if (!key) return null;
    const asked = digest(key);
    if (anon.some((known) => timingSafeEqual(known, asked))) return ANON;
    if (service.some((known) => timingSafeEqual(known, asked))) return SERVICE;
    const claims = await verify(key);
    if (claims?.role === "anon" && !claims.sub) return ANON;
    if (claims?.role === "service_role") return SERVICE;
    return null;
  }

  /** The claims that a bearer acts with: those of the key it is, or of the user's token; null if neither. */
  async function claimsOf(token) {
    return (await resolve(token))?.claims ?? (await verify(token));
  }

  return { resolve, claimsOf };
}

function digest(text) {
  return createHash("sha256").update(text).digest();
}
