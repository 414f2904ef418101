import { useState, type ChangeEvent, type FormEvent } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { SessionDates } from "@/components/studio/SessionDates";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field, Input, Select, Textarea } from "@/components/ui/input";
import { useAuth } from "@/hooks/useAuth";
import { supabase } from "@/integrations/supabase/client";
import { Constants, type Enums, type Tables } from "@/integrations/supabase/types";
import { craftLabels, crafts, levelLabels } from "@/lib/format";

const slugOf = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

export function WorkshopForm({ workshop, onDone }: { workshop?: Tables<"workshops">; onDone: () => void }) {
  const { user } = useAuth();
  const queryClient = useQueryClient();
  const [form, setForm] = useState({
    title: workshop?.title ?? "",
    craft: workshop?.craft ?? "pottery",
    level: workshop?.level ?? ("all_levels" as Enums<"workshop_level">),
    status: workshop?.status ?? ("draft" as Enums<"workshop_status">),
    price_pence: workshop?.price_pence ?? 4500,
    host_name: workshop?.host_name ?? String(user?.user_metadata.full_name ?? ""),
    summary: workshop?.summary ?? "",
    description: workshop?.description ?? "",
    photo_url: workshop?.photo_url ?? null,
  });
  const set = (changes: Partial<typeof form>) => setForm((current) => ({ ...current, ...changes }));

  const save = useMutation({
    mutationFn: async () => {
      const { error } = workshop
        ? await supabase.from("workshops").update(form).eq("id", workshop.id)
        : await supabase.from("workshops").insert({ ...form, slug: slugOf(form.title), instructor_id: user!.id });
      if (error) throw new Error(error.code === "23505" ? "There is a workshop of that name already" : error.message);
    },
    onSuccess: () => {
      toast.success("Saved.");
      for (const key of ["studio-workshops", "upcoming_sessions", "workshop"]) {
        queryClient.invalidateQueries({ queryKey: [key] });
      }
      onDone();
    },
    onError: (error) => toast.error(error.message),
  });

  const describe = useMutation({
    mutationFn: async () => {
      const { data, error } = await supabase.functions.invoke<{ description: string }>("describe-workshop", {
        body: { title: form.title, craft: form.craft, level: form.level, notes: form.summary },
      });
      if (error) throw error;
      return data?.description ?? "";
    },
    onSuccess: (description) => set({ description }),
    onError: () => toast.error("The writing assistant is not available. Your own words are better anyway."),
  });

  const uploadPhoto = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (!file) return;
    const path = `${user!.id}/${Date.now()}-${file.name.replace(/[^\w.-]+/g, "-")}`;
    const { error } = await supabase.storage.from("workshop-photos").upload(path, file, { contentType: file.type });
    if (error) toast.error(error.message);
    else set({ photo_url: supabase.storage.from("workshop-photos").getPublicUrl(path).data.publicUrl });
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };

  return (
    <Card className="p-6">
      <form onSubmit={submit} className="grid gap-4 sm:grid-cols-2">
        <Field label="Title" htmlFor="title" className="sm:col-span-2">
          <Input id="title" required minLength={3} maxLength={120} value={form.title} onChange={(e) => set({ title: e.target.value })} />
        </Field>
        <Field label="Craft" htmlFor="workshop-craft">
          <Select id="workshop-craft" value={form.craft} onChange={(e) => set({ craft: e.target.value })}>
            {crafts.map((value) => (
              <option key={value} value={value}>
                {craftLabels[value]}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Level" htmlFor="workshop-level">
          <Select id="workshop-level" value={form.level} onChange={(e) => set({ level: e.target.value as Enums<"workshop_level"> })}>
            {Constants.public.Enums.workshop_level.map((value) => (
              <option key={value} value={value}>
                {levelLabels[value]}
              </option>
            ))}
          </Select>
        </Field>
        <Field label="Teacher" htmlFor="host-name">
          <Input id="host-name" required value={form.host_name} onChange={(e) => set({ host_name: e.target.value })} />
        </Field>
        <Field label="Price in pounds" htmlFor="price">
          <Input
            id="price"
            type="number"
            min={0}
            max={1000}
            step="0.5"
            required
            value={form.price_pence / 100}
            onChange={(e) => set({ price_pence: Math.round(Number(e.target.value) * 100) })}
          />
        </Field>
        <Field label="In one sentence" htmlFor="summary" className="sm:col-span-2">
          <Input id="summary" required maxLength={200} value={form.summary} onChange={(e) => set({ summary: e.target.value })} />
        </Field>
        <Field label="Description" htmlFor="description" className="sm:col-span-2">
          <Textarea id="description" rows={7} value={form.description} onChange={(e) => set({ description: e.target.value })} />
        </Field>
        <div className="sm:col-span-2">
          <Button variant="outline" size="sm" disabled={describe.isPending || form.title.length < 3} onClick={() => describe.mutate()}>
            {describe.isPending ? "Writing…" : "Write it for me"}
          </Button>
        </div>
        <Field label="Photo" htmlFor="photo">
          <Input id="photo" type="file" accept="image/png,image/jpeg,image/webp" onChange={uploadPhoto} />
        </Field>
        <Field label="Status" htmlFor="status">
          <Select id="status" value={form.status} onChange={(e) => set({ status: e.target.value as Enums<"workshop_status"> })}>
            {Constants.public.Enums.workshop_status.map((value) => (
              <option key={value} value={value}>
                {value}
              </option>
            ))}
          </Select>
        </Field>
        <div className="flex gap-3 sm:col-span-2">
          <Button type="submit" disabled={save.isPending}>
            Save workshop
          </Button>
          <Button variant="ghost" onClick={onDone}>
            Close
          </Button>
        </div>
      </form>
      {workshop && <SessionDates workshopId={workshop.id} />}
    </Card>
  );
}
