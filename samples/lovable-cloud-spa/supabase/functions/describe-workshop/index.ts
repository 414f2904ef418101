import "https://deno.land/x/xhr@0.1.0/mod.ts";
import { serve } from "https://deno.land/std@0.190.0/http/server.ts";
import { createClient } from "npm:@supabase/supabase-js@2.57.4";
import { corsHeaders, json } from "../_shared/cors.ts";

const SYSTEM_PROMPT =
  "You write workshop descriptions for Kiln & Co, a friendly makers' studio. Two short paragraphs, " +
  "British spelling, warm and concrete, a little dry humour. Say what people make, what they learn and what they take home. " +
  "No headings, no emoji, no exclamation marks.";

serve(async (req) => {
  if (req.method === "OPTIONS") return new Response(null, { headers: corsHeaders });

  try {
    // Acts as the caller, so that row level security decides what is visible
    const supabase = createClient(
      Deno.env.get("SUPABASE_URL") ?? "",
      Deno.env.get("SUPABASE_ANON_KEY") ?? "",
      { global: { headers: { Authorization: req.headers.get("Authorization") ?? "" } } },
    );
    const { data: roles, error } = await supabase.from("user_roles").select("role").in("role", ["instructor", "admin"]);
    if (error) throw error;
    if (!roles.length) return json({ error: "Only instructors can use the writing assistant" }, 403);

    const { title, craft, level, notes } = await req.json().catch(() => ({}));
    if (typeof title !== "string" || title.trim().length < 3) {
      return json({ error: "Give the workshop a title first" }, 400);
    }

    const LOVABLE_API_KEY = Deno.env.get("LOVABLE_API_KEY");
    if (!LOVABLE_API_KEY) throw new Error("LOVABLE_API_KEY is not configured");

    const response = await fetch("https://ai.gateway.lovable.dev/v1/chat/completions", {
      method: "POST",
      headers: { Authorization: `Bearer ${LOVABLE_API_KEY}`, "Content-Type": "application/json" },
      body: JSON.stringify({
        model: "google/gemini-2.5-flash",
        messages: [
          { role: "system", content: SYSTEM_PROMPT },
          {
            role: "user",
            content: `Title: ${title}\nCraft: ${craft}\nLevel: ${level}\nNotes: ${String(notes ?? "").slice(0, 1000)}`,
          },
        ],
      }),
    });

    if (response.status === 429) return json({ error: "Too many requests, try again in a minute" }, 429);
    if (response.status === 402) return json({ error: "The AI credits of this workspace are used up" }, 402);
    if (!response.ok) throw new Error(`AI gateway answered ${response.status}: ${await response.text()}`);

    const completion = await response.json();
    return json({ description: completion.choices?.[0]?.message?.content ?? "" });
  } catch (error) {
    console.error("describe-workshop:", error);
    return json({ error: "The description could not be written" }, 500);
  }
});
