import { supabase } from './client';
export async function report(sql) {
  return supabase.rpc('exec_sql', { query: sql });
}
