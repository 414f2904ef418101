// deno.land/std/encoding/hex.ts: the new names; the old encode and decode work on bytes.
export function encodeHex(data: ArrayBuffer | Uint8Array | string): string {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : new Uint8Array(data as ArrayBuffer);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function decodeHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || /[^0-9a-f]/i.test(text)) throw new TypeError("not a hexadecimal text");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export function encode(bytes: Uint8Array): Uint8Array {
  return new TextEncoder().encode(encodeHex(bytes));
}

export function decode(text: Uint8Array): Uint8Array {
  return decodeHex(new TextDecoder().decode(text));
}
