import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router-dom";
import { CraftArt } from "@/components/Art";
import { Reviews } from "@/components/Reviews";
import { SessionList } from "@/components/SessionList";
import { buttonVariants } from "@/components/ui/button";
import { Badge, Card, EmptyState, Skeleton } from "@/components/ui/card";
import { supabase } from "@/integrations/supabase/client";
import { craftLabels, formatPrice, levelLabels, type Craft } from "@/lib/format";

const Workshop = () => {
  const { slug = "" } = useParams();
  const { data: workshop, isPending } = useQuery({
    queryKey: ["workshop", slug],
    queryFn: async () => {
      const { data, error } = await supabase
        .from("workshops")
        .select("*, materials(id, name, included, cost_pence)")
        .eq("slug", slug)
        .maybeSingle();
      if (error) throw error;
      return data;
    },
  });

  if (isPending) {
    return (
      <div className="container py-12">
        <Skeleton className="h-[28rem]" />
      </div>
    );
  }
  if (!workshop) {
    return (
      <div className="container py-16">
        <EmptyState title="We are not running this one at the moment">
          <Link to="/workshops" className={buttonVariants({ className: "mt-4" })}>
            See what is on
          </Link>
        </EmptyState>
      </div>
    );
  }

  const craft = workshop.craft as Craft;
  const materials = [...workshop.materials].sort((a, b) => Number(b.included) - Number(a.included) || a.name.localeCompare(b.name));
  return (
    <article className="container py-10">
      <CraftArt banner craft={craft} photoUrl={workshop.photo_url} className="h-64 w-full rounded-lg sm:h-80" />
      <div className="mt-10 grid gap-12 lg:grid-cols-[1fr_24rem]">
        <div>
          <div className="flex flex-wrap gap-2">
            <Badge>{craftLabels[craft]}</Badge>
            <Badge>{levelLabels[workshop.level]}</Badge>
          </div>
          <h1 className="mt-4 text-4xl font-semibold sm:text-5xl">{workshop.title}</h1>
          <p className="mt-3 text-muted-foreground">
            With {workshop.host_name} · {formatPrice(workshop.price_pence)} a place
          </p>
          <p className="mt-6 font-display text-xl leading-relaxed">{workshop.summary}</p>
          <div className="mt-6 space-y-4 whitespace-pre-line leading-relaxed">{workshop.description}</div>

          {materials.length > 0 && (
            <section className="mt-10" aria-labelledby="materials">
              <h2 id="materials" className="text-2xl font-semibold">
                What is included
              </h2>
              <ul className="mt-4 divide-y rounded-lg border bg-card">
                {materials.map((material) => (
                  <li key={material.id} className="flex justify-between gap-4 px-5 py-3 text-[15px]">
                    <span>{material.name}</span>
                    <span className="text-muted-foreground">
                      {material.included ? "Included" : `${formatPrice(material.cost_pence)} extra`}
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          )}

          <Reviews workshopId={workshop.id} />
        </div>
        <aside className="lg:sticky lg:top-24 lg:self-start">
          <Card className="p-6">
            <h2 className="text-2xl font-semibold">Dates</h2>
            <SessionList workshopId={workshop.id} pricePence={workshop.price_pence} />
            <p className="mt-5 text-xs leading-relaxed text-muted-foreground">
              Pay at the studio or by the link in your email. Free to cancel until the day before.
            </p>
          </Card>
        </aside>
      </div>
    </article>
  );
};

export default Workshop;
