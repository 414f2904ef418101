import { createFileRoute } from "@tanstack/react-router";
import { timingSafeEqual } from "crypto";
import { supabaseAdmin } from "@/integrations/supabase/client.server";

// A scale under a hive sends its weight, signed with a secret that both know.
export const Route = createFileRoute("/api/public/scale")({
  server: {
    handlers: {
      POST: async ({ request }) => {
        const given = Buffer.from(request.headers.get("x-scale-secret") ?? "");
        const wanted = Buffer.from(process.env.SCALE_SECRET!);
        if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
          return new Response("Unauthorized", { status: 401 });
        }
        const { hive, grams } = await request.json();
        await supabaseAdmin.from("weights").upsert({ hive_id: hive, grams, day: new Date().toISOString().slice(0, 10) });
        return Response.json({ kept: true });
      },
    },
  },
});
