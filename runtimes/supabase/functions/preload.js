// Runs in every function before its own code. Requests to this environment's public address, or to the hosted project
// it came from, go straight to the server that runs the function: the public name may not resolve on this machine.
const origins = JSON.parse(Deno.env.get("HOMEPORT_INTERNAL_ORIGINS") ?? "{}");
const SERVICES = /^\/(rest|auth|storage|functions|realtime)\/v1(\/|$)/;
const outside = globalThis.fetch;

globalThis.fetch = function fetch(input, init) {
  const url = new URL(input instanceof Request ? input.url : String(input));
  const inside = SERVICES.test(url.pathname) ? origins[url.origin] : undefined;
  if (!inside) return outside(input, init);
  const target = inside + url.pathname + url.search;
  return outside(input instanceof Request ? new Request(target, input) : target, init);
};
