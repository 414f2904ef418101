// As much of DNS as a resolver needs that answers every name with an address of its own.
// See https://www.rfc-editor.org/rfc/rfc1035#section-4

const HEADER_BYTES = 12;
const A = 1;
const AAAA = 28;
const INTERNET = 1;
const NOT_IMPLEMENTED = 4;
const NO_SUCH_NAME = 3;
const TTL_SECONDS = 60;

/** @returns what is asked, or null where this is no query; `name` only where an IPv4 address is asked for */
export function addressQuestion(query) {
  if (query.length < HEADER_BYTES || query.readUInt16BE(4) !== 1 || query[2] & 0x80) return null;
  const labels = [];
  let at = HEADER_BYTES;
  while (at < query.length && query[at] !== 0) {
    const length = query[at];
    if (length > 63 || at + 1 + length > query.length) return null;
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  if (at + 5 > query.length) return null;
  const type = query.readUInt16BE(at + 1);
  const isAddress = query.readUInt16BE(at + 3) === INTERNET && type === A;
  return { name: isAddress ? labels.join(".").toLowerCase() : null, type, end: at + 5 };
}

/** @param address an IPv4 address as a number, or null where there is none */
export function answerTo(query, question, address) {
  if (!question) return null;
  const known = question.name !== null && address !== null;
  const code = known || question.type === AAAA ? 0 : question.name === null ? NOT_IMPLEMENTED : NO_SUCH_NAME;
  const head = Buffer.from(query.subarray(0, question.end));
  head.writeUInt16BE(0x8180 | code, 2);
  head.writeUInt16BE(known ? 1 : 0, 6);
  head.writeUInt32BE(0, 8);
  if (!known) return head;
  const record = Buffer.alloc(16);
  record.writeUInt16BE(0xc000 | HEADER_BYTES, 0);
  record.writeUInt16BE(A, 2);
  record.writeUInt16BE(INTERNET, 4);
  record.writeUInt32BE(TTL_SECONDS, 6);
  record.writeUInt16BE(4, 10);
  record.writeUInt32BE(address >>> 0, 12);
  return Buffer.concat([head, record]);
}
