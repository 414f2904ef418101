import { useState, type FormEvent } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/input";
import { supabase } from "@/integrations/supabase/client";
import { formatDay, formatTimeRange } from "@/lib/format";

/** The dates of one workshop, and the form to add another. */
export function SessionDates({ workshopId }: { workshopId: string }) {
  const queryClient = useQueryClient();
  const [startsAt, setStartsAt] = useState("");
  const [hours, setHours] = useState(2);
  const [capacity, setCapacity] = useState(8);

  const { data: sessions } = useQuery({
    queryKey: ["sessions", workshopId, "studio"],
    queryFn: async () => {
      const { data, error } = await supabase.from("sessions").select("*").eq("workshop_id", workshopId).order("starts_at");
      if (error) throw error;
      return data;
    },
  });

  const add = useMutation({
    mutationFn: async () => {
      const start = new Date(startsAt);
      const { error } = await supabase.from("sessions").insert({
        workshop_id: workshopId,
        starts_at: start.toISOString(),
        ends_at: new Date(start.getTime() + hours * 3_600_000).toISOString(),
        capacity,
      });
      if (error) throw new Error(error.code === "23505" ? "That date is in the list already" : error.message);
    },
    onSuccess: () => {
      setStartsAt("");
      for (const key of ["sessions", "upcoming_sessions", "availability"]) {
        queryClient.invalidateQueries({ queryKey: [key] });
      }
    },
    onError: (error) => toast.error(error.message),
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };

  return (
    <section className="mt-8 border-t pt-6" aria-labelledby="dates">
      <h3 id="dates" className="text-lg font-semibold">
        Dates
      </h3>
      <ul className="mt-3 space-y-1 text-[15px] text-muted-foreground">
        {sessions?.map((session) => (
          <li key={session.id}>
            {formatDay(session.starts_at)}, {formatTimeRange(session.starts_at, session.ends_at)} · {session.capacity} places
          </li>
        ))}
      </ul>
      <form onSubmit={submit} className="mt-4 flex flex-wrap items-end gap-3">
        <Field label="Starts" htmlFor="starts-at">
          <Input id="starts-at" type="datetime-local" required value={startsAt} onChange={(e) => setStartsAt(e.target.value)} />
        </Field>
        <Field label="Hours" htmlFor="hours" className="w-24">
          <Input id="hours" type="number" min={1} max={8} required value={hours} onChange={(e) => setHours(Number(e.target.value))} />
        </Field>
        <Field label="Places" htmlFor="capacity" className="w-24">
          <Input id="capacity" type="number" min={1} max={40} required value={capacity} onChange={(e) => setCapacity(Number(e.target.value))} />
        </Field>
        <Button type="submit" variant="outline" disabled={add.isPending}>
          Add date
        </Button>
      </form>
    </section>
  );
}
