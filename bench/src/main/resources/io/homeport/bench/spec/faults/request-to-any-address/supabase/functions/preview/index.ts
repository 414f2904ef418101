Deno.serve(async (req) => {
  const { url } = await req.json();
  const page = await fetch(url);
  return new Response(await page.text());
});
