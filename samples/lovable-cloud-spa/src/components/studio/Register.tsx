import { useQuery } from "@tanstack/react-query";
import { Badge, Card, EmptyState, Skeleton } from "@/components/ui/card";
import { useAuth } from "@/hooks/useAuth";
import { useLive } from "@/hooks/useLive";
import { supabase } from "@/integrations/supabase/client";
import { formatDay, formatTimeRange } from "@/lib/format";

/** Who is coming: the bookings of the sessions one runs, live. */
export function Register() {
  const { user, isAdmin } = useAuth();
  const queryKey = ["register", user?.id];
  const { data: sessions, isPending } = useQuery({
    queryKey,
    queryFn: async () => {
      const query = supabase
        .from("sessions")
        .select("id, starts_at, ends_at, capacity, workshops!inner(title, instructor_id), bookings(id, status)")
        .gt("starts_at", new Date().toISOString())
        .order("starts_at")
        .limit(30);
      const { data, error } = await (isAdmin ? query : query.eq("workshops.instructor_id", user!.id));
      if (error) throw error;
      return data;
    },
  });
  useLive("bookings", queryKey);

  if (isPending) return <Skeleton className="h-64" />;
  if (!sessions?.length) return <EmptyState title="No sessions ahead">Add a date to one of your workshops.</EmptyState>;
  return (
    <ul className="space-y-3">
      {sessions.map((session) => {
        const booked = session.bookings.filter((booking) => booking.status !== "cancelled").length;
        return (
          <li key={session.id}>
            <Card className="flex flex-wrap items-center justify-between gap-3 p-5">
              <div>
                <p className="font-display text-lg font-semibold">{session.workshops.title}</p>
                <p className="text-sm text-muted-foreground">
                  {formatDay(session.starts_at)}, {formatTimeRange(session.starts_at, session.ends_at)}
                </p>
              </div>
              <Badge>
                {booked} of {session.capacity} booked
              </Badge>
            </Card>
          </li>
        );
      })}
    </ul>
  );
}
