import { useQuery } from "@tanstack/react-query";
import { supabase } from "@/integrations/supabase/client";
import type { Enums } from "@/integrations/supabase/types";
import type { Craft } from "@/lib/format";

export interface UpcomingSession {
  session_id: string;
  workshop_id: string;
  starts_at: string;
  ends_at: string;
  room: string;
  slug: string;
  title: string;
  craft: Craft;
  summary: string;
  level: Enums<"workshop_level">;
  price_pence: number;
  host_name: string;
  photo_url: string | null;
}

export interface UpcomingWorkshop extends UpcomingSession {
  dates: number;
}

/** Every bookable session, soonest first. */
export function useUpcomingSessions() {
  return useQuery({
    queryKey: ["upcoming_sessions"],
    queryFn: async () => {
      const { data, error } = await supabase.from("upcoming_sessions").select("*").order("starts_at").limit(100);
      if (error) throw error;
      return data as UpcomingSession[];
    },
  });
}

/** One entry for each workshop, with its next date. */
export function nextDates(sessions: UpcomingSession[]): UpcomingWorkshop[] {
  const bySlug = new Map<string, UpcomingWorkshop>();
  for (const session of sessions) {
    const known = bySlug.get(session.slug);
    if (known) known.dates++;
    else bySlug.set(session.slug, { ...session, dates: 1 });
  }
  return [...bySlug.values()];
}

/** Free places by session id. */
export function useAvailability(workshopId?: string) {
  return useQuery({
    queryKey: ["availability", workshopId ?? "all"],
    queryFn: async () => {
      const { data, error } = await supabase.rpc("workshop_availability", workshopId ? { workshop: workshopId } : {});
      if (error) throw error;
      return Object.fromEntries(data.map((row) => [row.session_id, row.places_left]));
    },
  });
}
