import { createClient } from 'npm:@supabase/supabase-js@2';

Deno.serve(async (request) => {
  const admin = createClient(Deno.env.get('SUPABASE_URL')!, Deno.env.get('SUPABASE_SERVICE_ROLE_KEY')!);
  await admin.from('orders').delete().eq('id', (await request.json()).id);
  return new Response('ok');
});
