import { useEffect } from "react";
import { useQueryClient, type QueryKey } from "@tanstack/react-query";
import { supabase } from "@/integrations/supabase/client";

/** Refetches a query whenever a row of the table changes. */
export function useLive(table: string, queryKey: QueryKey, filter?: string, enabled = true) {
  const queryClient = useQueryClient();
  const key = JSON.stringify(queryKey);

  useEffect(() => {
    if (!enabled) return;
    const channel = supabase
      .channel(`live:${table}:${key}`)
      .on("postgres_changes", { event: "*", schema: "public", table, filter }, () => {
        queryClient.invalidateQueries({ queryKey: JSON.parse(key) });
      })
      .subscribe();
    return () => {
      supabase.removeChannel(channel);
    };
  }, [table, key, filter, enabled, queryClient]);
}
