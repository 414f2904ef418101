import type { Enums } from "@/integrations/supabase/types";

const STUDIO_TIME = { timeZone: "Europe/London" };

export const formatDay = (iso: string) =>
  new Date(iso).toLocaleDateString("en-GB", { ...STUDIO_TIME, weekday: "long", day: "numeric", month: "long" });

export const formatShortDay = (iso: string) =>
  new Date(iso).toLocaleDateString("en-GB", { ...STUDIO_TIME, weekday: "short", day: "numeric", month: "short" });

export const formatTime = (iso: string) =>
  new Date(iso).toLocaleTimeString("en-GB", { ...STUDIO_TIME, hour: "2-digit", minute: "2-digit" });

export const formatTimeRange = (from: string, to: string) => `${formatTime(from)} – ${formatTime(to)}`;

export const formatPrice = (pence: number) =>
  pence === 0
    ? "Free"
    : new Intl.NumberFormat("en-GB", {
        style: "currency",
        currency: "GBP",
        minimumFractionDigits: pence % 100 === 0 ? 0 : 2,
      }).format(pence / 100);

export const levelLabels: Record<Enums<"workshop_level">, string> = {
  beginner: "Beginner",
  improver: "Improver",
  advanced: "Advanced",
  all_levels: "All levels",
};

export const crafts = ["pottery", "weaving", "printmaking", "glass", "woodwork", "dyeing"] as const;
export type Craft = (typeof crafts)[number];

export const craftLabels: Record<Craft, string> = {
  pottery: "Pottery",
  weaving: "Weaving",
  printmaking: "Printmaking",
  glass: "Glass",
  woodwork: "Woodwork",
  dyeing: "Dyeing",
};

export const placesLabel = (left: number) =>
  left === 0 ? "Full" : left === 1 ? "Last place" : left <= 3 ? `Only ${left} places left` : `${left} places left`;
