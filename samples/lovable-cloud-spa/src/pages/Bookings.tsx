import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router-dom";
import { toast } from "sonner";
import { CraftArt } from "@/components/Art";
import { Button, buttonVariants } from "@/components/ui/button";
import { Badge, Card, EmptyState, Skeleton } from "@/components/ui/card";
import { useAuth } from "@/hooks/useAuth";
import { useLive } from "@/hooks/useLive";
import { supabase } from "@/integrations/supabase/client";
import { cancelBooking } from "@/lib/bookings";
import { formatDay, formatPrice, formatTimeRange, type Craft } from "@/lib/format";

const statusLabels = { confirmed: "Confirmed", cancelled: "Cancelled", attended: "Been there" };

const Bookings = () => {
  const { user } = useAuth();
  const queryClient = useQueryClient();
  const queryKey = ["bookings", user?.id];

  const { data: bookings, isPending } = useQuery({
    queryKey,
    queryFn: async () => {
      const { data, error } = await supabase
        .from("bookings")
        .select("id, status, price_pence, created_at, sessions(starts_at, ends_at, room, workshops(title, slug, craft, host_name, photo_url)), payments(amount_pence, status)")
        .eq("user_id", user!.id)
        .order("created_at", { ascending: false });
      if (error) throw error;
      return data;
    },
  });
  useLive("bookings", queryKey, `user_id=eq.${user?.id}`, !!user);

  const cancel = useMutation({
    mutationFn: cancelBooking,
    onSuccess: () => toast.success("Cancelled. Your place goes to the waitlist."),
    onError: (error) => toast.error(error.message),
    onSettled: () => {
      queryClient.invalidateQueries({ queryKey: ["bookings"] });
      queryClient.invalidateQueries({ queryKey: ["availability"] });
    },
  });

  return (
    <div className="container max-w-4xl py-12">
      <h1 className="text-4xl font-semibold">My bookings</h1>
      <p className="mt-2 text-muted-foreground">Only you and your teacher can see these.</p>

      {isPending && <Skeleton className="mt-8 h-40" />}
      {bookings?.length === 0 && (
        <div className="mt-8">
          <EmptyState title="Nothing in the diary yet">
            <p>Your hands are free. Let us do something about that.</p>
            <Link to="/workshops" className={buttonVariants({ className: "mt-6" })}>
              Find a workshop
            </Link>
          </EmptyState>
        </div>
      )}
      <ul className="mt-8 space-y-5" aria-label="Bookings">
        {bookings?.map((booking) => {
          const session = booking.sessions;
          const workshop = session?.workshops;
          const paid = booking.payments.some((payment) => payment.status === "paid");
          return (
            <li key={booking.id}>
              <Card className="flex flex-col gap-5 p-5 sm:flex-row sm:items-center">
                {workshop && (
                  <CraftArt craft={workshop.craft as Craft} photoUrl={workshop.photo_url} className="h-24 w-full rounded-md sm:w-36" />
                )}
                <div className="flex-1">
                  <div className="flex flex-wrap items-center gap-2">
                    <h2 className="text-xl font-semibold">
                      {workshop ? <Link to={`/workshops/${workshop.slug}`}>{workshop.title}</Link> : "A workshop that has been retired"}
                    </h2>
                    <Badge className={booking.status === "confirmed" ? "bg-accent text-accent-foreground" : undefined}>
                      {statusLabels[booking.status]}
                    </Badge>
                  </div>
                  {session && (
                    <p className="mt-1 text-[15px] text-muted-foreground">
                      {formatDay(session.starts_at)}, {formatTimeRange(session.starts_at, session.ends_at)} · {session.room}
                    </p>
                  )}
                  <p className="mt-1 text-sm text-muted-foreground">
                    {formatPrice(booking.price_pence)} · {paid ? "Paid" : "Pay at the studio"}
                  </p>
                </div>
                {booking.status === "confirmed" && session && new Date(session.starts_at) > new Date() && (
                  <Button variant="destructive" size="sm" disabled={cancel.isPending} onClick={() => cancel.mutate(booking.id)}>
                    Cancel booking
                  </Button>
                )}
              </Card>
            </li>
          );
        })}
      </ul>
    </div>
  );
};

export default Bookings;
