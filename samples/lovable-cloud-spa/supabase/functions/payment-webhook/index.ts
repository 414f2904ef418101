import { createClient } from "https://esm.sh/@supabase/supabase-js@2.57.4";
import { json } from "../_shared/cors.ts";

const WEBHOOK_SECRET = Deno.env.get("PAYMENT_WEBHOOK_SECRET") ?? "";
const TOLERANCE_SECONDS = 300;

const admin = createClient(
  Deno.env.get("SUPABASE_URL") ?? "",
  Deno.env.get("SUPABASE_SERVICE_ROLE_KEY") ?? "",
  { auth: { persistSession: false } },
);

// Header: payment-signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">
async function isSigned(header: string | null, body: string): Promise<boolean> {
  const fields = Object.fromEntries((header ?? "").split(",").map((part) => part.split("=", 2)));
  const age = Math.abs(Date.now() / 1000 - Number(fields.t));
  if (!WEBHOOK_SECRET || !/^[0-9a-f]{64}$/.test(fields.v1 ?? "") || !(age <= TOLERANCE_SECONDS)) return false;

  const encoder = new TextEncoder();
  const key = await crypto.subtle.importKey(
    "raw",
    encoder.encode(WEBHOOK_SECRET),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["verify"],
  );
  const signature = Uint8Array.from(fields.v1.match(/../g)!, (byte: string) => parseInt(byte, 16));
  return crypto.subtle.verify("HMAC", key, signature, encoder.encode(`${fields.t}.${body}`));
}

Deno.serve(async (req) => {
  if (req.method !== "POST") return json({ error: "Only POST is accepted" }, 405);

  const body = await req.text();
  if (!(await isSigned(req.headers.get("payment-signature"), body))) {
    return json({ error: "Invalid signature" }, 401);
  }

  try {
    const event = JSON.parse(body);
    if (event.type !== "payment.succeeded" && event.type !== "payment.refunded") {
      return json({ received: true, ignored: event.type });
    }

    const { data: booking, error: lookupError } = await admin
      .from("bookings")
      .select("id, user_id")
      .eq("id", event.data.booking_id)
      .maybeSingle();
    if (lookupError) throw lookupError;
    if (!booking) return json({ error: "Unknown booking" }, 422);

    // The provider repeats events until it hears 200: the event id makes a repeat harmless
    const { error } = await admin.from("payments").upsert(
      {
        booking_id: booking.id,
        user_id: booking.user_id,
        amount_pence: event.data.amount_pence,
        status: event.type === "payment.succeeded" ? "paid" : "refunded",
        provider_event_id: event.id,
      },
      { onConflict: "provider_event_id", ignoreDuplicates: true },
    );
    if (error) throw error;

    return json({ received: true });
  } catch (error) {
    console.error("payment-webhook:", error);
    return json({ error: "The event could not be recorded" }, 500);
  }
});
