import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Announcements } from "@/components/studio/Announcements";
import { Register } from "@/components/studio/Register";
import { WorkshopForm } from "@/components/studio/WorkshopForm";
import { Button } from "@/components/ui/button";
import { Badge, Card, EmptyState, Skeleton } from "@/components/ui/card";
import { useAuth } from "@/hooks/useAuth";
import { supabase } from "@/integrations/supabase/client";
import { formatPrice } from "@/lib/format";
import { cn } from "@/lib/utils";

const tabs = ["Workshops", "Register", "Announcements"] as const;

function WorkshopList() {
  const { user, isAdmin } = useAuth();
  const [editing, setEditing] = useState<string | null>(null);
  const { data: workshops, isPending } = useQuery({
    queryKey: ["studio-workshops", user?.id, isAdmin],
    queryFn: async () => {
      const query = supabase.from("workshops").select("*").order("title");
      const { data, error } = await (isAdmin ? query : query.eq("instructor_id", user!.id));
      if (error) throw error;
      return data;
    },
  });

  if (isPending) return <Skeleton className="h-64" />;
  if (editing === "new") return <WorkshopForm onDone={() => setEditing(null)} />;
  return (
    <div className="space-y-4">
      <Button onClick={() => setEditing("new")}>Propose a workshop</Button>
      {workshops?.length === 0 && <EmptyState title="No workshops of yours yet">Propose one; it starts as a draft.</EmptyState>}
      {workshops?.map((workshop) =>
        editing === workshop.id ? (
          <WorkshopForm key={workshop.id} workshop={workshop} onDone={() => setEditing(null)} />
        ) : (
          <Card key={workshop.id} className="flex flex-wrap items-center gap-3 p-5">
            <h3 className="text-lg font-semibold">{workshop.title}</h3>
            <Badge className={cn(workshop.status === "published" && "bg-accent text-accent-foreground")}>{workshop.status}</Badge>
            <span className="text-sm text-muted-foreground">
              {workshop.host_name} · {formatPrice(workshop.price_pence)}
            </span>
            <Button variant="outline" size="sm" className="ml-auto" onClick={() => setEditing(workshop.id)}>
              Edit
            </Button>
          </Card>
        ),
      )}
    </div>
  );
}

const Studio = () => {
  const [tab, setTab] = useState<(typeof tabs)[number]>("Workshops");
  return (
    <div className="container max-w-4xl py-12">
      <p className="eyebrow">Behind the counter</p>
      <h1 className="mt-2 text-4xl font-semibold">Studio</h1>
      <div role="tablist" aria-label="Studio" className="mt-6 flex gap-1 border-b">
        {tabs.map((name) => (
          <button
            key={name}
            role="tab"
            type="button"
            aria-selected={tab === name}
            onClick={() => setTab(name)}
            className={cn(
              "-mb-px border-b-2 border-transparent px-4 py-2.5 text-sm font-semibold text-muted-foreground",
              tab === name && "border-primary text-foreground",
            )}
          >
            {name}
          </button>
        ))}
      </div>
      <div className="mt-8" role="tabpanel" aria-label={tab}>
        {tab === "Workshops" && <WorkshopList />}
        {tab === "Register" && <Register />}
        {tab === "Announcements" && <Announcements />}
      </div>
    </div>
  );
};

export default Studio;
