// The frames of Phoenix channels as supabase-js sends them: version 1 are JSON objects, version 2 JSON lists, and
// broadcasts may come in a binary form. Format: the header bytes are kind, then the lengths of join ref, ref, topic,
// event name and metadata, then the payload's encoding (1 is JSON); the texts and the payload follow.

const JSON_ENCODED = 1;
const HEADER_BYTES = 7;

export function createDecoder(version) {
  const isList = version.startsWith("2");
  return {
    decode(data, isBinary) {
      if (isBinary) return decodeBinary(data);
      const message = JSON.parse(data);
      const [joinRef, ref, topic, event, payload] = Array.isArray(message)
        ? message
        : [message.join_ref, message.ref, message.topic, message.event, message.payload];
      if (typeof topic !== "string" || typeof event !== "string") throw new Error("a frame needs a topic and an event");
      return { joinRef, ref, topic, event, payload: payload ?? {} };
    },
    encode({ joinRef, ref, topic, event, payload }) {
      return JSON.stringify(isList ? [joinRef, ref, topic, event, payload] : { join_ref: joinRef, ref, topic, event, payload });
    },
  };
}

function decodeBinary(data) {
  const [, joinRefLength, refLength, topicLength, eventLength, metadataLength, encoding] = data.subarray(0, HEADER_BYTES);
  let offset = HEADER_BYTES;
  const take = (length) => data.subarray(offset, (offset += length)).toString();
  const joinRef = take(joinRefLength);
  const ref = take(refLength);
  const topic = take(topicLength);
  const name = take(eventLength);
  take(metadataLength);
  if (encoding !== JSON_ENCODED) throw new Error("only JSON payloads are supported");
  const payload = { type: "broadcast", event: name, payload: JSON.parse(data.subarray(offset)) };
  return { joinRef, ref, topic, event: "broadcast", payload };
}
