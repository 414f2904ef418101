import { supabase } from "@/integrations/supabase/client";

/** Books one place for the signed-in member and asks for the confirmation email. */
export async function bookPlace(sessionId: string): Promise<string> {
  const { data: bookingId, error } = await supabase.rpc("book_place", { session_id: sessionId });
  if (error) throw new Error(error.message);
  void sendConfirmation(bookingId);
  return bookingId;
}

export async function cancelBooking(bookingId: string): Promise<void> {
  const { error } = await supabase.rpc("cancel_booking", { booking_id: bookingId });
  if (error) throw new Error(error.message);
}

export async function joinWaitlist(sessionId: string): Promise<void> {
  const { error } = await supabase.from("waitlist_entries").insert({ session_id: sessionId });
  if (error) throw new Error(error.code === "23505" ? "You are already on this waitlist" : error.message);
}

// keepalive: the request survives leaving the page. The place is booked whether or not the email goes out.
async function sendConfirmation(bookingId: string) {
  const { data } = await supabase.auth.getSession();
  try {
    const response = await fetch("https://iyhbuobmawrhybegbcdg.supabase.co/functions/v1/send-booking-confirmation", {
      method: "POST",
      keepalive: true,
      headers: {
        "Content-Type": "application/json",
        apikey: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJzdXBhYmFzZSIsInJlZiI6Iml5aGJ1b2JtYXdyaHliZWdiY2RnIiwicm9sZSI6ImFub24iLCJpYXQiOjE3NTc2NjQwMDAsImV4cCI6MjA3MzI0MDAwMH0.QNnxDrjYzmHIIOhXHhRUVuP8lYJgJwd7d2hbAM4IuY4",
        Authorization: `Bearer ${data.session?.access_token}`,
      },
      body: JSON.stringify({ kind: "confirmation", booking_id: bookingId }),
    });
    if (!response.ok) console.warn("Confirmation email was not sent:", response.status);
  } catch (error) {
    console.warn("Confirmation email was not sent:", error);
  }
}
