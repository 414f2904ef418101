import { useState, type FormEvent } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card, EmptyState } from "@/components/ui/card";
import { Field, Textarea } from "@/components/ui/input";
import { useAuth } from "@/hooks/useAuth";
import { supabase } from "@/integrations/supabase/client";
import { formatShortDay } from "@/lib/format";

const Notes = () => {
  const { user } = useAuth();
  const queryClient = useQueryClient();
  const [body, setBody] = useState("");
  const queryKey = ["maker_notes", user?.id];
  const refresh = () => queryClient.invalidateQueries({ queryKey });

  const { data: notes } = useQuery({
    queryKey,
    queryFn: async () => {
      const { data, error } = await supabase.from("maker_notes").select("id, body, created_at").order("created_at", { ascending: false });
      if (error) throw error;
      return data;
    },
  });

  const save = useMutation({
    mutationFn: async () => {
      const { error } = await supabase.from("maker_notes").insert({ user_id: user!.id, body: body.trim() });
      if (error) throw new Error(error.message);
    },
    onSuccess: () => {
      setBody("");
      refresh();
    },
    onError: (error) => toast.error(error.message),
  });

  const remove = useMutation({
    mutationFn: async (id: string) => {
      const { error } = await supabase.from("maker_notes").delete().eq("id", id);
      if (error) throw new Error(error.message);
    },
    onSettled: refresh,
    onError: (error) => toast.error(error.message),
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };

  return (
    <div className="container max-w-3xl py-12">
      <h1 className="text-4xl font-semibold">Maker&rsquo;s notes</h1>
      <p className="mt-2 text-muted-foreground">Glaze recipes, sizes, the thing you swore you would remember. Private to you.</p>
      <form onSubmit={submit} className="mt-8 space-y-4">
        <Field label="New note" htmlFor="note">
          <Textarea
            id="note"
            required
            maxLength={2000}
            placeholder="Celadon over white slip, two coats. Do not trust the third."
            value={body}
            onChange={(e) => setBody(e.target.value)}
          />
        </Field>
        <Button type="submit" disabled={save.isPending || !body.trim()}>
          Save note
        </Button>
      </form>
      <ul className="mt-10 space-y-4" aria-label="Notes">
        {notes?.map((note) => (
          <li key={note.id}>
            <Card className="flex items-start justify-between gap-4 p-5">
              <div>
                <p className="whitespace-pre-line leading-relaxed">{note.body}</p>
                <p className="mt-2 text-xs text-muted-foreground">{formatShortDay(note.created_at)}</p>
              </div>
              <Button variant="ghost" size="sm" disabled={remove.isPending} onClick={() => remove.mutate(note.id)}>
                Delete
              </Button>
            </Card>
          </li>
        ))}
      </ul>
      {notes?.length === 0 && <EmptyState title="A blank page">The best notes are the ones with clay on them.</EmptyState>}
    </div>
  );
};

export default Notes;
