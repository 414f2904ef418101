import { Link } from "react-router-dom";
import { CraftArt } from "@/components/Art";
import { Badge, Card } from "@/components/ui/card";
import type { UpcomingWorkshop } from "@/hooks/useWorkshops";
import { craftLabels, formatPrice, formatShortDay, formatTime, levelLabels, placesLabel } from "@/lib/format";
import { cn } from "@/lib/utils";

export function WorkshopCard({ workshop, placesLeft }: { workshop: UpcomingWorkshop; placesLeft?: number }) {
  return (
    <Card className="group relative flex flex-col overflow-hidden transition-transform hover:-translate-y-0.5">
      <CraftArt craft={workshop.craft} photoUrl={workshop.photo_url} className="h-44 w-full" />
      <div className="flex flex-1 flex-col p-5">
        <div className="flex items-center justify-between gap-2 text-sm text-muted-foreground">
          <span>
            {formatShortDay(workshop.starts_at)}, {formatTime(workshop.starts_at)}
          </span>
          {placesLeft !== undefined && (
            <span className={cn("font-medium", placesLeft <= 3 && "text-primary")}>{placesLabel(placesLeft)}</span>
          )}
        </div>
        <h3 className="mt-2 text-xl font-semibold">
          <Link to={`/workshops/${workshop.slug}`} className="after:absolute after:inset-0 group-hover:text-primary">
            {workshop.title}
          </Link>
        </h3>
        <p className="mt-1.5 flex-1 text-[15px] leading-relaxed text-muted-foreground">{workshop.summary}</p>
        <div className="mt-4 flex items-center gap-2">
          <Badge>{craftLabels[workshop.craft]}</Badge>
          <Badge>{levelLabels[workshop.level]}</Badge>
          <span className="ml-auto font-display text-lg font-semibold">{formatPrice(workshop.price_pence)}</span>
        </div>
        <p className="mt-3 text-xs text-muted-foreground">
          With {workshop.host_name}
          {workshop.dates > 1 && ` · ${workshop.dates} dates`}
        </p>
      </div>
    </Card>
  );
}
