import { serve } from "https://deno.land/std@0.190.0/http/server.ts";
import { createClient } from "https://esm.sh/@supabase/supabase-js@2.57.4";
import { corsHeaders, json } from "../_shared/cors.ts";

const RESEND_API_KEY = Deno.env.get("RESEND_API_KEY");
const FROM = Deno.env.get("EMAIL_FROM") ?? "Kiln & Co <hello@kilnandco.example>";

const admin = createClient(
  Deno.env.get("SUPABASE_URL") ?? "",
  Deno.env.get("SUPABASE_SERVICE_ROLE_KEY") ?? "",
  { auth: { persistSession: false } },
);

interface BookingDetails {
  id: string;
  user_id: string;
  sessions: { starts_at: string; room: string; workshops: { title: string; host_name: string } };
}

const BOOKING_WITH_SESSION =
  "id, user_id, sessions!inner(starts_at, room, workshops!inner(title, host_name))";

const when = (startsAt: string) =>
  new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short", timeZone: "Europe/London" })
    .format(new Date(startsAt));

async function sendEmail(to: string, subject: string, text: string): Promise<void> {
  const response = await fetch("https://api.resend.com/emails", {
    method: "POST",
    headers: { Authorization: `Bearer ${RESEND_API_KEY}`, "Content-Type": "application/json" },
    body: JSON.stringify({ from: FROM, to: [to], subject, text }),
  });
  if (!response.ok) {
    throw new Error(`Resend answered ${response.status}: ${await response.text()}`);
  }
}

async function emailOf(userId: string): Promise<string> {
  const { data, error } = await admin.auth.admin.getUserById(userId);
  if (error || !data.user?.email) throw new Error(`No email address for user ${userId}`);
  return data.user.email;
}

async function confirm(bookingId: string, authorization: string): Promise<Response> {
  const { data: caller } = await admin.auth.getUser(authorization.replace("Bearer ", ""));
  const { data, error } = await admin
    .from("bookings")
    .select(BOOKING_WITH_SESSION)
    .eq("id", bookingId)
    .maybeSingle();
  if (error) throw error;

  const booking = data as unknown as BookingDetails | null;
  if (!booking || booking.user_id !== caller.user?.id) {
    return json({ error: "There is no such booking of yours" }, 404);
  }

  const { title, host_name } = booking.sessions.workshops;
  await sendEmail(
    await emailOf(booking.user_id),
    `You're in: ${title}`,
    `Your place is booked.\n\n${title} with ${host_name}\n${when(booking.sessions.starts_at)}\n` +
      `${booking.sessions.room}, The Old Ropeworks\n\nBring an apron and short sleeves. See you there!`,
  );
  return json({ sent: 1 });
}

// Called every hour by cron: each booking is reminded once, the day before
async function remind(): Promise<Response> {
  const now = new Date();
  const tomorrow = new Date(now.getTime() + 24 * 60 * 60 * 1000);
  const { data, error } = await admin
    .from("bookings")
    .select(BOOKING_WITH_SESSION)
    .eq("status", "confirmed")
    .is("reminded_at", null)
    .gt("sessions.starts_at", now.toISOString())
    .lt("sessions.starts_at", tomorrow.toISOString());
  if (error) throw error;

  let sent = 0;
  for (const booking of data as unknown as BookingDetails[]) {
    const { data: claimed } = await admin
      .from("bookings")
      .update({ reminded_at: now.toISOString() })
      .eq("id", booking.id)
      .is("reminded_at", null)
      .select("id");
    if (!claimed?.length) continue;

    const { title } = booking.sessions.workshops;
    await sendEmail(
      await emailOf(booking.user_id),
      `Tomorrow: ${title}`,
      `A reminder that we will see you for ${title}.\n\n${when(booking.sessions.starts_at)}\n` +
        `${booking.sessions.room}, The Old Ropeworks\n\nCannot come? Cancel in the app and someone on the waitlist gets your place.`,
    );
    sent++;
  }
  return json({ sent });
}

serve(async (req: Request): Promise<Response> => {
  if (req.method === "OPTIONS") return new Response(null, { headers: corsHeaders });

  try {
    const { kind, booking_id } = await req.json().catch(() => ({}));
    if (!RESEND_API_KEY) return json({ sent: 0, reason: "RESEND_API_KEY is not set" });
    if (kind === "reminders") return await remind();
    if (!booking_id) return json({ error: "booking_id is required" }, 400);
    return await confirm(booking_id, req.headers.get("Authorization") ?? "");
  } catch (error) {
    console.error("send-booking-confirmation:", error);
    return json({ error: "The email could not be sent" }, 500);
  }
});
