import { useState } from "react";
import { EmptyState, Skeleton } from "@/components/ui/card";
import { Field, Input, Select } from "@/components/ui/input";
import { WorkshopCard } from "@/components/WorkshopCard";
import { nextDates, useAvailability, useUpcomingSessions } from "@/hooks/useWorkshops";
import { craftLabels, crafts, levelLabels } from "@/lib/format";

const Workshops = () => {
  const [search, setSearch] = useState("");
  const [craft, setCraft] = useState("");
  const [level, setLevel] = useState("");
  const sessions = useUpcomingSessions();
  const { data: places } = useAvailability();

  const found = nextDates(sessions.data ?? []).filter(
    (workshop) =>
      (!craft || workshop.craft === craft) &&
      (!level || workshop.level === level) &&
      `${workshop.title} ${workshop.summary} ${workshop.host_name}`.toLowerCase().includes(search.toLowerCase()),
  );

  return (
    <div className="container py-12">
      <p className="eyebrow">The programme</p>
      <h1 className="mt-2 text-4xl font-semibold">Workshops</h1>
      <div className="mt-8 grid gap-4 sm:grid-cols-[2fr_1fr_1fr]">
        <Field label="Search" htmlFor="search">
          <Input id="search" type="search" placeholder="Bowl, indigo, Wilf…" value={search} onChange={(e) => setSearch(e.target.value)} />
        </Field>
        <Field label="Craft" htmlFor="craft">
          <Select id="craft" value={craft} onChange={(e) => setCraft(e.target.value)}>
            <option value="">Every craft</option>
            {crafts.map((value) => (
              <option key={value} value={value}>
                {craftLabels[value]}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Level" htmlFor="level">
          <Select id="level" value={level} onChange={(e) => setLevel(e.target.value)}>
            <option value="">Every level</option>
            {Object.entries(levelLabels).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      <div className="mt-10 grid gap-6 sm:grid-cols-2 lg:grid-cols-3">
        {sessions.isPending && [1, 2, 3].map((i) => <Skeleton key={i} className="h-96" />)}
        {found.map((workshop) => (
          <WorkshopCard key={workshop.slug} workshop={workshop} placesLeft={places?.[workshop.session_id]} />
        ))}
      </div>
      {sessions.isError && <EmptyState title="The programme could not be loaded">Please try again in a moment.</EmptyState>}
      {sessions.data && found.length === 0 && (
        <EmptyState title="Nothing matches">Try another craft, or a shorter word.</EmptyState>
      )}
    </div>
  );
};

export default Workshops;
