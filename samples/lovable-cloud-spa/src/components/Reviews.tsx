import { useState, type FormEvent } from "react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { Stars } from "@/components/Art";
import { Button } from "@/components/ui/button";
import { Field, Select, Textarea } from "@/components/ui/input";
import { useAuth } from "@/hooks/useAuth";
import { supabase } from "@/integrations/supabase/client";

/** What people said about a workshop, and the form to say something. */
export function Reviews({ workshopId }: { workshopId: string }) {
  const { user } = useAuth();
  const queryClient = useQueryClient();
  const [rating, setRating] = useState(5);
  const [body, setBody] = useState("");

  const { data: reviews } = useQuery({
    queryKey: ["reviews", workshopId],
    queryFn: async () => {
      const { data, error } = await supabase
        .from("reviews")
        .select("id, author_name, rating, body, user_id")
        .eq("workshop_id", workshopId)
        .order("created_at", { ascending: false });
      if (error) throw error;
      return data;
    },
  });

  const write = useMutation({
    mutationFn: async () => {
      const { error } = await supabase
        .from("reviews")
        .insert({ workshop_id: workshopId, user_id: user!.id, rating, body: body.trim() });
      if (error) throw new Error(error.code === "23505" ? "You have already reviewed this workshop" : error.message);
    },
    onSuccess: () => {
      setBody("");
      toast.success("Thank you! Your review is in the guestbook.");
      queryClient.invalidateQueries({ queryKey: ["reviews"] });
    },
    onError: (error) => toast.error(error.message),
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    write.mutate();
  };

  return (
    <section className="mt-12" aria-labelledby="reviews">
      <h2 id="reviews" className="text-2xl font-semibold">
        Guestbook
      </h2>
      {reviews?.length === 0 && <p className="mt-3 text-muted-foreground">No entries yet. Yours could be the first.</p>}
      <ul className="mt-4 space-y-6">
        {reviews?.map((review) => (
          <li key={review.id}>
            <p className="text-sm">
              <Stars rating={review.rating} /> <span className="ml-2 font-medium">{review.author_name}</span>
            </p>
            <p className="mt-1 leading-relaxed">{review.body}</p>
          </li>
        ))}
      </ul>
      {user && !reviews?.some((review) => review.user_id === user.id) && (
        <form onSubmit={submit} className="mt-8 space-y-4 rounded-lg border bg-secondary/40 p-5">
          <Field label="Rating" htmlFor="rating">
            <Select id="rating" value={rating} onChange={(e) => setRating(Number(e.target.value))}>
              {[5, 4, 3, 2, 1].map((value) => (
                <option key={value} value={value}>
                  {value} {value === 1 ? "star" : "stars"}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="Your review" htmlFor="review">
            <Textarea id="review" required minLength={3} maxLength={1200} value={body} onChange={(e) => setBody(e.target.value)} />
          </Field>
          <Button type="submit" variant="accent" disabled={write.isPending}>
            Sign the guestbook
          </Button>
        </form>
      )}
    </section>
  );
}
