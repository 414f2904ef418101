import { useState, type FormEvent } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field, Input, Textarea } from "@/components/ui/input";
import { useAuth } from "@/hooks/useAuth";
import { useLive } from "@/hooks/useLive";
import { supabase } from "@/integrations/supabase/client";

/** The notes on the studio door; the newest published one is on top of every page. */
export function Announcements() {
  const { user } = useAuth();
  const queryClient = useQueryClient();
  const [title, setTitle] = useState("");
  const [body, setBody] = useState("");
  const queryKey = ["announcements", "all"];

  const { data: announcements } = useQuery({
    queryKey,
    queryFn: async () => {
      const { data, error } = await supabase.from("announcements").select("*").order("created_at", { ascending: false });
      if (error) throw error;
      return data;
    },
  });
  useLive("announcements", queryKey);

  const refresh = () => queryClient.invalidateQueries({ queryKey: ["announcements"] });

  const post = useMutation({
    mutationFn: async () => {
      const { error } = await supabase.from("announcements").insert({ title, body, published: true, created_by: user!.id });
      if (error) throw new Error(error.message);
    },
    onSuccess: () => {
      setTitle("");
      setBody("");
      refresh();
    },
    onError: (error) => toast.error(error.message),
  });

  const toggle = useMutation({
    mutationFn: async ({ id, published }: { id: string; published: boolean }) => {
      const { error } = await supabase.from("announcements").update({ published }).eq("id", id);
      if (error) throw new Error(error.message);
    },
    onSettled: refresh,
    onError: (error) => toast.error(error.message),
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    post.mutate();
  };

  return (
    <div className="space-y-6">
      <Card className="p-6">
        <form onSubmit={submit} className="space-y-4">
          <Field label="Headline" htmlFor="headline">
            <Input id="headline" required minLength={3} maxLength={140} value={title} onChange={(e) => setTitle(e.target.value)} />
          </Field>
          <Field label="Details" htmlFor="details">
            <Textarea id="details" value={body} onChange={(e) => setBody(e.target.value)} />
          </Field>
          <Button type="submit" disabled={post.isPending}>
            Post announcement
          </Button>
        </form>
      </Card>
      {announcements?.map((announcement) => (
        <Card key={announcement.id} className="flex items-start justify-between gap-4 p-5">
          <div>
            <p className="font-semibold">{announcement.title}</p>
            <p className="text-[15px] text-muted-foreground">{announcement.body}</p>
          </div>
          <Button
            variant="outline"
            size="sm"
            onClick={() => toggle.mutate({ id: announcement.id, published: !announcement.published })}
          >
            {announcement.published ? "Take down" : "Publish"}
          </Button>
        </Card>
      ))}
    </div>
  );
}
