import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router-dom";
import { ShelfArt, Stars } from "@/components/Art";
import { buttonVariants } from "@/components/ui/button";
import { Card, EmptyState, Skeleton } from "@/components/ui/card";
import { WorkshopCard } from "@/components/WorkshopCard";
import { nextDates, useAvailability, useUpcomingSessions } from "@/hooks/useWorkshops";
import { supabase } from "@/integrations/supabase/client";

const steps = [
  ["Pick an evening", "Workshops run for two to five hours, in groups small enough that you get the teacher to yourself twice."],
  ["Turn up as you are", "Tools, materials, aprons and tea are included. You bring curiosity and short sleeves."],
  ["Take it home", "What needs firing, we fire. You collect it, or we post it in a lot of straw."],
];

function useLatestReviews() {
  return useQuery({
    queryKey: ["reviews", "latest"],
    queryFn: async () => {
      const { data, error } = await supabase
        .from("reviews")
        .select("id, author_name, rating, body, workshops(title)")
        .eq("published", true)
        .gte("rating", 5)
        .order("created_at", { ascending: false })
        .limit(3);
      if (error) throw error;
      return data;
    },
  });
}

const Index = () => {
  const sessions = useUpcomingSessions();
  const { data: places } = useAvailability();
  const { data: reviews } = useLatestReviews();

  return (
    <>
      <section className="container grid items-center gap-10 py-14 lg:grid-cols-[1.05fr_1fr] lg:py-20">
        <div>
          <p className="eyebrow">A makers&rsquo; studio at the old ropeworks</p>
          <h1 className="mt-4 text-5xl font-semibold leading-[1.05] sm:text-6xl">
            Make something <em className="text-primary">with your hands</em> this week.
          </h1>
          <p className="mt-6 max-w-xl text-lg leading-relaxed text-muted-foreground">
            Small workshops in clay, wool, ink, glass and wood, taught by people who do it for a living. No experience needed;
            leave with something you would buy.
          </p>
          <div className="mt-8 flex flex-wrap gap-3">
            <Link to="/workshops" className={buttonVariants({ size: "lg" })}>
              See all workshops
            </Link>
            <Link to="/auth?mode=signup" className={buttonVariants({ size: "lg", variant: "outline" })}>
              Become a member
            </Link>
          </div>
          <dl className="mt-10 flex gap-10 text-sm text-muted-foreground">
            {[
              ["6", "crafts under one roof"],
              ["8", "people, at most, at a wheel"],
              ["1,240", "wonky first bowls"],
            ].map(([figure, what]) => (
              <div key={what}>
                <dt className="font-display text-3xl text-foreground">{figure}</dt>
                <dd className="mt-1 max-w-[9rem]">{what}</dd>
              </div>
            ))}
          </dl>
        </div>
        <ShelfArt className="mx-auto w-full max-w-lg" />
      </section>

      <section className="container py-10" aria-labelledby="upcoming">
        <div className="flex items-end justify-between gap-4">
          <div>
            <p className="eyebrow">Coming up</p>
            <h2 id="upcoming" className="mt-2 text-3xl font-semibold">
              Upcoming workshops
            </h2>
          </div>
          <Link to="/workshops" className={buttonVariants({ variant: "link", size: "bare" })}>
            All dates
          </Link>
        </div>
        <div className="mt-8 grid gap-6 sm:grid-cols-2 lg:grid-cols-3">
          {sessions.isPending && [1, 2, 3].map((i) => <Skeleton key={i} className="h-96" />)}
          {sessions.data &&
            nextDates(sessions.data)
              .slice(0, 6)
              .map((workshop) => (
                <WorkshopCard key={workshop.slug} workshop={workshop} placesLeft={places?.[workshop.session_id]} />
              ))}
        </div>
        {sessions.isError && (
          <EmptyState title="The programme could not be loaded">Please try again in a moment, or ring the studio bell.</EmptyState>
        )}
        {sessions.data?.length === 0 && (
          <EmptyState title="The kilns are cooling">New dates are announced on the first of the month.</EmptyState>
        )}
      </section>

      <section className="container py-14" aria-labelledby="how">
        <h2 id="how" className="text-3xl font-semibold">
          How it works
        </h2>
        <ol className="mt-8 grid gap-6 sm:grid-cols-3">
          {steps.map(([title, text], i) => (
            <li key={title} className="border-t-2 border-primary pt-5">
              <span className="font-display text-sm text-primary">{i + 1}</span>
              <h3 className="mt-1 text-xl font-semibold">{title}</h3>
              <p className="mt-2 leading-relaxed text-muted-foreground">{text}</p>
            </li>
          ))}
        </ol>
      </section>

      {!!reviews?.length && (
        <section className="container py-10" aria-labelledby="guestbook">
          <h2 id="guestbook" className="text-3xl font-semibold">
            From the guestbook
          </h2>
          <div className="mt-8 grid gap-6 sm:grid-cols-3">
            {reviews.map((review) => (
              <Card key={review.id} className="p-6">
                <Stars rating={review.rating} />
                <blockquote className="mt-3 leading-relaxed">{review.body}</blockquote>
                <p className="mt-4 text-sm text-muted-foreground">
                  {review.author_name}, after {review.workshops?.title}
                </p>
              </Card>
            ))}
          </div>
        </section>
      )}
    </>
  );
};

export default Index;
