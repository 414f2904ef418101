// Runs in every function before its own code.
//
// Requests to this environment's services, at its public address or at that of the hosted project it came from, go to
// the server that runs the function, through a Unix socket: a function has no access to this machine's network. Requests
// to the builder's hosted services go where the owner says. And a function sees its requests at the public address, not
// at its socket.
const { socket, origins, siteUrl, redirects } = JSON.parse(Deno.env.get("HOMEPORT_INSIDE"));
Deno.env.delete("HOMEPORT_INSIDE");

const SERVICES = /^\/(rest|auth|storage|functions|realtime)\/v1(\/|$)/;
const client = Deno.createHttpClient({ proxy: { transport: "unix", path: socket } });
const outside = globalThis.fetch;

globalThis.fetch = function fetch(input, init) {
  const url = new URL(input instanceof Request ? input.url : String(input));
  const path = url.pathname + url.search;
  if (origins.includes(url.origin) && SERVICES.test(url.pathname)) return send(`http://inside${path}`, client);
  const redirect = redirects.find(({ from }) => from === url.origin);
  if (redirect) return send(redirect.to + path, redirect.inside ? client : undefined);
  return outside(input, init);

  function send(target, through) {
    const options = through ? { ...init, client: through } : init;
    return outside(input instanceof Request ? new Request(target, input) : target, options);
  }
};

const serve = Deno.serve;
Deno.serve = function (first, second) {
  const options = typeof first === "function" ? {} : first;
  const handler = typeof first === "function" ? first : (second ?? options.handler);
  return serve({ ...options, handler: undefined }, (request, info) => {
    const { pathname, search } = new URL(request.url);
    Object.defineProperty(request, "url", { value: siteUrl + pathname + search });
    return handler(request, info);
  });
};
