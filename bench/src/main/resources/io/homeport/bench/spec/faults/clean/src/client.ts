import { createClient } from '@supabase/supabase-js';

// sk_live_ keys and service_role keys belong on the server; see https://supabase.com/docs.
export const placeholder = 'postgresql://user:${PASSWORD}@db.example.com/app';
export const client = createClient(import.meta.env.VITE_SUPABASE_URL, import.meta.env.VITE_SUPABASE_PUBLISHABLE_KEY);
