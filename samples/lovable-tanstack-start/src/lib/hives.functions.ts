import { createServerFn } from "@tanstack/react-start";
import { z } from "zod";
import { requireSupabaseAuth } from "@/integrations/supabase/auth-middleware";
import { supabaseAdmin } from "@/integrations/supabase/client.server";

export const listHives = createServerFn({ method: "GET" })
  .middleware([requireSupabaseAuth])
  .handler(async ({ context }) => {
    const { data } = await context.supabase.from("hives").select("id, name, apiary").limit(50);
    return data ?? [];
  });

export const addInspection = createServerFn({ method: "POST" })
  .middleware([requireSupabaseAuth])
  .inputValidator((input) => z.object({ hiveId: z.string().uuid(), notes: z.string() }).parse(input))
  .handler(async ({ data, context }) => {
    await context.supabase
      .from("inspections")
      .insert({ hive_id: data.hiveId, keeper_id: context.userId, notes: data.notes });
  });

// No middleware: anybody reads every keeper's address past row security.
export const keeperDirectory = createServerFn({ method: "GET" }).handler(async () => {
  const { data } = await supabaseAdmin.from("keepers").select("id, name, phone");
  return data ?? [];
});
