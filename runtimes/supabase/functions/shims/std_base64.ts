// deno.land/std/encoding/base64.ts, with its old and its new names.
type Bytes = ArrayBuffer | Uint8Array | string;
const CHUNK = 8192;

export function encodeBase64(data: Bytes): string {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : new Uint8Array(data as ArrayBuffer);
  let text = "";
  for (let start = 0; start < bytes.length; start += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  }
  return btoa(text);
}

export function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

export { decodeBase64 as decode, encodeBase64 as encode };
