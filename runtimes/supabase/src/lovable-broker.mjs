// /~oauth/initiate: where @lovable.dev/cloud-auth-js sends a browser to sign in through Lovable's broker. Here it goes
// on to the environment's own provider, and comes back to the app with a session that supabase-js finds in the URL.
import { json } from "./http.mjs";

export const BROKER_ROUTE = "/~oauth/initiate";
/** What the client's library adds for the broker. */
const BROKERS = ["provider", "redirect_uri", "state", "response_mode"];

export function toProvider(request) {
  const { searchParams: asked } = new URL(request.url);
  if (asked.get("response_mode") === "web_message") {
    return json({ error: "unsupported_response_mode", error_description: "Open the app in a tab of its own to sign in" }, 400);
  }
  const parameters = new URLSearchParams([...asked].filter(([key]) => !BROKERS.includes(key)));
  parameters.set("provider", asked.get("provider") ?? "");
  if (asked.has("redirect_uri")) parameters.set("redirect_to", asked.get("redirect_uri"));
  return new Response(null, { status: 302, headers: { location: `/auth/v1/authorize?${parameters}`, "cache-control": "no-store" } });
}
