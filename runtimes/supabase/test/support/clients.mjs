// The real supabase-js, without state that outlives a test.
import { createClient } from "@supabase/supabase-js";
import WebSocket from "ws";

const open = new Set();

/** @param auth options of the client's auth, such as the flow */
export function clientOf(url, key, auth = {}) {
  const client = createClient(url, key, {
    auth: { persistSession: false, autoRefreshToken: false, ...auth },
    realtime: { transport: WebSocket },
  });
  open.add(client);
  return client;
}

/** Without it a client keeps the process for another 50 s, in case a channel is wanted again. */
export async function closeClients() {
  await Promise.all([...open].map((client) => client.realtime.disconnect()));
  open.clear();
}
