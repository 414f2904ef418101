import { createClient } from 'npm:@supabase/supabase-js';
const db = createClient(Deno.env.get('SUPABASE_URL'), Deno.env.get('SUPABASE_SERVICE_ROLE_KEY'));
Deno.serve(async (req) => {
  const event = await req.json();
  if (event.type === 'checkout.session.completed') {
    await db.from('orders').update({ paid: true }).eq('id', event.data.object.id);
  }
  return new Response('ok');
});
