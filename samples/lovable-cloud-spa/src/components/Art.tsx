import type { ReactNode } from "react";
import type { Craft } from "@/lib/format";
import { cn } from "@/lib/utils";

const clay = "#b5502f";
const terracotta = "#d98a5f";
const cream = "#fbf4ea";
const moss = "#3d5a4e";
const sage = "#a9bfae";
const ink = "#2b211b";
const indigo = "#34476f";
const mustard = "#e0ac4f";

export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden>
      <rect width="32" height="32" rx="9" fill={clay} />
      <path d="M9 12h14c0 7-2.5 12-7 12s-7-5-7-12Z" fill={cream} />
      <path d="M8 10.5h16" stroke={cream} strokeWidth="2.4" strokeLinecap="round" />
    </svg>
  );
}

/** The shelf by the kiln: what the hero shows. */
export function ShelfArt({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 520 460" className={className} role="img" aria-label="Shelves of drying pots beside a glowing kiln">
      <path d="M40 430V214C40 92 122 20 260 20s220 72 220 194v216Z" fill="#efdcc6" />
      <circle cx="372" cy="118" r="46" fill={mustard} opacity=".85" />
      <path d="M40 300c80-34 150-30 214-6s140 26 226-14v150H40Z" fill={sage} opacity=".55" />
      <g stroke={ink} strokeOpacity=".12" strokeWidth="2">
        <path d="M78 208h228M78 322h228" />
      </g>
      <rect x="70" y="208" width="244" height="12" rx="4" fill="#8a5a3b" />
      <rect x="70" y="322" width="244" height="12" rx="4" fill="#8a5a3b" />
      <rect x="84" y="220" width="9" height="210" fill="#6f4529" />
      <rect x="291" y="220" width="9" height="210" fill="#6f4529" />
      {/* upper shelf */}
      <path d="M92 150h52c6 22-2 46-8 58h-36c-6-12-14-36-8-58Z" fill={clay} />
      <path d="M90 146h56v9H90z" fill="#983f22" />
      <path d="M168 112c0-8 30-8 30 0 0 14 16 26 16 56 0 18-8 34-14 40h-34c-6-6-14-22-14-40 0-30 16-42 16-56Z" fill={cream} />
      <path d="M153 156c18 8 42 8 60 0M152 170c20 9 42 9 62 0" stroke={indigo} strokeWidth="4" fill="none" />
      <path d="M232 176h62c0 20-12 32-31 32s-31-12-31-32Z" fill={moss} />
      <path d="M262 176c-4-26-22-34-30-34 2 18 12 32 30 34Zm2 0c2-34 22-48 34-48 0 26-14 44-34 48Z" fill="#5f8370" />
      {/* lower shelf */}
      <path d="M92 282h70c0 26-14 40-35 40s-35-14-35-40Z" fill={mustard} />
      <path d="M184 262h38v60h-38z" fill={indigo} />
      <path d="M222 276h10c12 0 12 28 0 28h-10" stroke={indigo} strokeWidth="7" fill="none" />
      <path d="M184 282h38" stroke={cream} strokeWidth="3" strokeDasharray="3 5" />
      <path d="M244 300h50l-6 22h-38Z" fill={terracotta} />
      <path d="M249 286h40l5 14h-50Z" fill="#c87550" />
      {/* floor pots */}
      <path d="M112 372h62l-8 58h-46Z" fill="#c87550" />
      <path d="M206 384h64c0 28-12 46-32 46s-32-18-32-46Z" fill={cream} />
      <path d="M208 396c20 8 40 8 60 0" stroke={clay} strokeWidth="4" fill="none" />
      {/* kiln */}
      <path d="M338 430V268c0-40 26-66 62-66s62 26 62 66v162Z" fill="#7d3a22" />
      <path d="M338 300h124M338 346h124M338 390h124M370 208v92M430 208v92M400 300v46M360 346v44M440 346v44" stroke={ink} strokeOpacity=".18" strokeWidth="3" />
      <path d="M364 430v-70c0-24 14-40 36-40s36 16 36 40v70Z" fill={ink} />
      <path d="M374 430c-4-26 12-32 14-56 14 10 12 22 20 26 2-8 0-14 0-20 16 12 22 34 16 50Z" fill="#f08a3c" />
      <path d="M388 430c-2-14 8-18 10-32 10 8 14 20 10 32Z" fill="#ffd98a" />
      <rect x="390" y="150" width="22" height="58" fill="#7d3a22" />
      <path d="M401 140c-14-18 14-26 2-46 22 12 20 30 8 46Z" fill={cream} opacity=".8" />
      <rect x="24" y="428" width="472" height="8" rx="4" fill={ink} opacity=".8" />
    </svg>
  );
}

const scenes: Record<Craft, { ground: string; label: string; drawing: ReactNode }> = {
  pottery: {
    ground: "#f0d9c3",
    label: "Hands shaping a bowl on a wheel",
    drawing: (
      <>
        <ellipse cx="160" cy="168" rx="104" ry="16" fill="#8a5a3b" />
        <ellipse cx="160" cy="162" rx="104" ry="16" fill="#a9714c" />
        <path d="M96 92h128c0 42-26 70-64 70s-64-28-64-70Z" fill={clay} />
        <ellipse cx="160" cy="92" rx="64" ry="13" fill="#8f3d22" />
        <path d="M104 116c34 14 78 14 112 0M114 136c30 10 62 10 92 0" stroke={cream} strokeOpacity=".4" strokeWidth="3" fill="none" />
        <path d="M-600 44H40c34-4 54 18 60 48 3 15-7 19-13 9-8-15-19-19-39-19H-600Z" fill="#f3c6a0" />
        <path d="M920 44H280c-34-4-54 18-60 48-3 15 7 19 13 9 8-15 19-19 39-19H920Z" fill="#f3c6a0" />
        <path d="M-600 36H8v54H-600Z" fill={indigo} />
        <path d="M920 36H312v54H920Z" fill={indigo} />
      </>
    ),
  },
  weaving: {
    ground: "#e9e1d0",
    label: "A frame loom with a half-finished weaving",
    drawing: (
      <>
        <rect x="84" y="20" width="152" height="164" rx="6" fill="none" stroke="#8a5a3b" strokeWidth="11" />
        {Array.from({ length: 12 }, (_, i) => (
          <path key={i} d={`M${102 + i * 10.5} 26v152`} stroke={cream} strokeWidth="2.5" />
        ))}
        <path d="M96 178h128v-26H96Z" fill={moss} />
        <path d="M96 152h128v-14H96Z" fill={mustard} />
        <path d="M96 138c20-18 40 4 64-10s44-4 64-8v18Z" fill={clay} />
        <path d="M96 128c20-16 40 4 64-10s44-4 64-8v10c-20 4-40-6-64 8s-44-6-64 10Z" fill={terracotta} />
        <path d="M104 178v16m16-16v12m16-12v18m16-18v12m16-12v16m16-16v12m16-12v18m16-18v12" stroke={moss} strokeWidth="4" />
        <path d="M58 96c44-12 150 6 214-14" stroke={indigo} strokeWidth="4" fill="none" />
        <rect x="252" y="70" width="44" height="14" rx="7" fill="#6f4529" transform="rotate(-12 274 77)" />
      </>
    ),
  },
  printmaking: {
    ground: "#dfe5dc",
    label: "A linocut print of leaves beside a roller",
    drawing: (
      <>
        <rect x="54" y="34" width="112" height="146" rx="4" fill={cream} transform="rotate(-5 110 107)" />
        <g transform="rotate(-5 110 107)">
          <rect x="66" y="46" width="88" height="122" fill={moss} />
          <path d="M110 160V60" stroke={cream} strokeWidth="4" />
          {[72, 92, 112, 132].map((y) => (
            <path key={y} d={`M110 ${y + 18}c-6-18-20-22-32-22 2 14 14 22 32 22Zm0 0c6-18 20-22 32-22-2 14-14 22-32 22Z`} fill={cream} />
          ))}
        </g>
        <rect x="196" y="58" width="92" height="34" rx="10" fill={ink} />
        <path d="M242 92v22h-14v58h28v-58h-14" fill={clay} stroke={clay} strokeWidth="4" strokeLinejoin="round" />
        <path d="M186 58v34M298 58v34" stroke="#8a5a3b" strokeWidth="6" strokeLinecap="round" />
      </>
    ),
  },
  glass: {
    ground: "#d9e4ea",
    label: "Suncatchers of coloured glass in a window",
    drawing: (
      <>
        <path d="M20 26h280" stroke="#8a5a3b" strokeWidth="8" strokeLinecap="round" />
        <path d="M92 28v34M160 28v58M232 28v26" stroke={ink} strokeWidth="2" />
        <path d="M92 62l36 46-36 62-36-62Z" fill={clay} opacity=".78" />
        <path d="M92 62l36 46H56Z" fill={mustard} opacity=".8" />
        <circle cx="160" cy="128" r="42" fill={indigo} opacity=".75" />
        <path d="M160 86a42 42 0 0 1 0 84Z" fill="#7fb0b8" opacity=".85" />
        <circle cx="160" cy="128" r="14" fill={cream} opacity=".8" />
        <path d="M232 54c34 22 44 58 0 104-44-46-34-82 0-104Z" fill={moss} opacity=".75" />
        <path d="M232 54c14 30 14 70 0 104-14-34-14-74 0-104Z" fill={sage} opacity=".95" />
      </>
    ),
  },
  woodwork: {
    ground: "#ead9c0",
    label: "A carved wooden spoon, a knife and shavings",
    drawing: (
      <>
        <g transform="rotate(-24 160 110)">
          <ellipse cx="84" cy="110" rx="44" ry="30" fill="#b07a4c" />
          <ellipse cx="82" cy="110" rx="31" ry="19" fill="#8f5d35" />
          <path d="M122 103c44 4 92-8 152-4 8 4 8 18 0 22-60 4-108-8-152-4Z" fill="#b07a4c" />
          <path d="M150 110c40 2 80-2 120 0" stroke="#8f5d35" strokeWidth="2.5" fill="none" />
        </g>
        <path d="M178 150l70 20-4 14-70-20Z" fill={clay} />
        <path d="M178 150l-58-26c10 20 28 34 54 40Z" fill="#c7ccd0" />
        <path d="M44 168c10-20 30-14 26 0s-22 8-14-4M250 52c14-16 32-6 24 8s-22 4-12-6M92 188c8-12 24-8 20 2" stroke="#c99a66" strokeWidth="5" fill="none" strokeLinecap="round" />
      </>
    ),
  },
  dyeing: {
    ground: "#dde1ec",
    label: "Indigo cloths drying on a line",
    drawing: (
      <>
        <path d="M14 40c96 20 196 20 292 0" stroke="#8a5a3b" strokeWidth="5" fill="none" />
        <path d="M44 46h64l6 118c-22 8-52 8-76 0Z" fill={indigo} />
        {[66, 90, 114, 138].map((y) => (
          <path key={y} d={`M46 ${y}c14-10 20 10 32 0s18 8 30 0`} stroke={cream} strokeWidth="4" fill="none" strokeOpacity=".85" />
        ))}
        <path d="M128 51h64l4 132c-22 8-50 8-72 0Z" fill="#5b76a8" />
        {[80, 118, 156].map((y) => (
          <g key={y} fill="none" stroke={cream} strokeOpacity=".9" strokeWidth="3.5">
            <circle cx="144" cy={y} r="10" />
            <circle cx="177" cy={y + 4} r="10" />
          </g>
        ))}
        <path d="M212 50h62l8 104c-22 8-54 8-76 0Z" fill="#22304f" />
        <path d="M214 60l62 88M276 56l-66 92M244 48v110" stroke={cream} strokeOpacity=".75" strokeWidth="4" />
      </>
    ),
  },
};

interface CraftArtProps {
  craft: Craft;
  photoUrl?: string | null;
  /** Shows the whole drawing on its ground, for boxes that are much wider than high. */
  banner?: boolean;
  className?: string;
}

/** A picture for a workshop: its photo, or the drawing of its craft. */
export function CraftArt({ craft, photoUrl, banner = false, className }: CraftArtProps) {
  if (photoUrl) return <img src={photoUrl} alt="" className={cn("object-cover", className)} />;
  const scene = scenes[craft];
  return (
    <svg
      viewBox="0 0 320 210"
      preserveAspectRatio={banner ? "xMidYMid meet" : "xMidYMid slice"}
      className={className}
      style={{ background: scene.ground }}
      role="img"
      aria-label={scene.label}
    >
      <circle cx="276" cy="18" r="70" fill={cream} opacity=".55" />
      {scene.drawing}
    </svg>
  );
}

export function Stars({ rating }: { rating: number }) {
  return (
    <span role="img" aria-label={`${rating} out of 5`} className="tracking-wide text-primary">
      {"★".repeat(rating)}
      <span className="text-border">{"★".repeat(5 - rating)}</span>
    </span>
  );
}
