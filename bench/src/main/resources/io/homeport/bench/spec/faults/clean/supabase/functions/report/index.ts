import { createClient } from 'npm:@supabase/supabase-js@2';

Deno.serve(async (request) => {
  const admin = createClient(Deno.env.get('SUPABASE_URL')!, Deno.env.get('SUPABASE_SERVICE_ROLE_KEY')!);
  const token = request.headers.get('Authorization')!.replace('Bearer ', '');
  const { data, error } = await admin.auth.getUser(token);
  if (error) return new Response('no', { status: 401 });
  const { data: orders } = await admin.from('orders').select('*').eq('user_id', data.user.id);
  return Response.json(orders);
});
