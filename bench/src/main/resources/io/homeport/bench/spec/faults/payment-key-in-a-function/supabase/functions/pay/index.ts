const key = '{{stripe-live-key}}';
Deno.serve(() => new Response(String(key.length)));
