import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate } from "react-router-dom";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/card";
import { useAuth } from "@/hooks/useAuth";
import { useAvailability } from "@/hooks/useWorkshops";
import { supabase } from "@/integrations/supabase/client";
import { bookPlace, joinWaitlist } from "@/lib/bookings";
import { formatDay, formatPrice, formatTimeRange, placesLabel } from "@/lib/format";

/** The bookable dates of a workshop. */
export function SessionList({ workshopId, pricePence }: { workshopId: string; pricePence: number }) {
  const { user } = useAuth();
  const navigate = useNavigate();
  const location = useLocation();
  const queryClient = useQueryClient();
  const { data: places } = useAvailability(workshopId);
  const { data: sessions, isPending } = useQuery({
    queryKey: ["sessions", workshopId],
    queryFn: async () => {
      const { data, error } = await supabase
        .from("sessions")
        .select("id, starts_at, ends_at, room")
        .eq("workshop_id", workshopId)
        .gt("starts_at", new Date().toISOString())
        .order("starts_at");
      if (error) throw error;
      return data;
    },
  });

  const book = useMutation({
    mutationFn: bookPlace,
    onSuccess: () => {
      queryClient.invalidateQueries({ queryKey: ["bookings"] });
      toast.success("Your place is booked. See you there!");
      navigate("/bookings");
    },
    onError: (error) => toast.error(error.message),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["availability"] }),
  });

  const wait = useMutation({
    mutationFn: joinWaitlist,
    onSuccess: () => toast.success("You are on the waitlist. We will write as soon as a place is free."),
    onError: (error) => toast.error(error.message),
  });

  const signedIn = (action: () => void) =>
    user ? action() : navigate("/auth?mode=signup", { state: { from: location.pathname } });

  if (isPending) return <Skeleton className="mt-4 h-40" />;
  if (!sessions?.length) {
    return <p className="mt-3 text-muted-foreground">No dates on sale. New ones are announced on the first of the month.</p>;
  }

  return (
    <ul className="mt-4 divide-y">
      {sessions.map((session) => {
        const left = places?.[session.id];
        return (
          <li key={session.id} className="py-4">
            <p className="font-medium">{formatDay(session.starts_at)}</p>
            <p className="text-sm text-muted-foreground">
              {formatTimeRange(session.starts_at, session.ends_at)} · {session.room}
            </p>
            <div className="mt-3 flex items-center justify-between gap-3">
              <span className="text-sm text-muted-foreground">
                {left === undefined ? formatPrice(pricePence) : placesLabel(left)}
              </span>
              {left === 0 ? (
                <Button size="sm" variant="outline" disabled={wait.isPending} onClick={() => signedIn(() => wait.mutate(session.id))}>
                  Join the waitlist
                </Button>
              ) : (
                <Button size="sm" disabled={book.isPending} onClick={() => signedIn(() => book.mutate(session.id))}>
                  Book a place
                </Button>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
