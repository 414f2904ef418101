import { createClient } from 'npm:@supabase/supabase-js@2';
import Stripe from 'npm:stripe@14';

Deno.serve(async (request) => {
  const stripe = new Stripe(Deno.env.get('STRIPE_SECRET_KEY')!);
  const body = await request.text();
  const signature = request.headers.get('stripe-signature')!;
  const event = await stripe.webhooks.constructEventAsync(body, signature, Deno.env.get('STRIPE_WEBHOOK_SECRET')!);
  const admin = createClient(Deno.env.get('SUPABASE_URL')!, Deno.env.get('SUPABASE_SERVICE_ROLE_KEY')!);
  await admin.from('orders').update({ paid: true }).eq('id', event.data.object.id);
  return new Response('ok');
});
