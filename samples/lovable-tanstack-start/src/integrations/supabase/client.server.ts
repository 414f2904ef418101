import { createClient } from "@supabase/supabase-js";

/** Passes by row security: never import it from code that reaches the browser. */
export const supabaseAdmin = createClient(process.env.SUPABASE_URL!, process.env.SUPABASE_SERVICE_ROLE_KEY!, {
  auth: { persistSession: false },
});
