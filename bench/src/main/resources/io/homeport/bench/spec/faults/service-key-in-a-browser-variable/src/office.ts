export const key = import.meta.env.VITE_SUPABASE_SERVICE_ROLE_KEY;
