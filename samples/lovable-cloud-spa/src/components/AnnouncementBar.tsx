import { useQuery } from "@tanstack/react-query";
import { useLive } from "@/hooks/useLive";
import { supabase } from "@/integrations/supabase/client";

/** The newest announcement, live. */
export function AnnouncementBar() {
  const queryKey = ["announcements", "latest"];
  const { data: latest } = useQuery({
    queryKey,
    queryFn: async () => {
      const { data, error } = await supabase
        .from("announcements")
        .select("id, title, body")
        .eq("published", true)
        .order("created_at", { ascending: false })
        .order("title", { ascending: false })
        .limit(1)
        .maybeSingle();
      if (error) throw error;
      return data;
    },
  });
  useLive("announcements", queryKey);

  if (!latest) return null;
  return (
    <aside aria-label="Announcement" className="bg-accent text-accent-foreground">
      <p className="container py-2.5 text-center text-sm">
        <strong className="font-semibold">{latest.title}.</strong> {latest.body}
      </p>
    </aside>
  );
}
