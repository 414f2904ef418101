// Loaded before the app's server, in its own process: origins that lead to its own environment are asked without TLS, which
// ends at the door; from inside, the environment is reached behind it.
"use strict";

const origins = new Map(Object.entries(JSON.parse(process.env.HOMEPORT_ORIGINS ?? "{}")));

if (origins.size > 0) {
  const { fetch } = globalThis;
  const inside = (url) => {
    const to = origins.get(url.origin);
    return to && new URL(`${to}${url.pathname}${url.search}`);
  };
  globalThis.fetch = function (input, init) {
    const isRequest = typeof input === "object" && input instanceof Request;
    const text = isRequest ? input.url : String(input);
    const url = URL.canParse(text) ? inside(new URL(text)) : undefined;
    if (!url) return fetch(input, init);
    return fetch(isRequest ? new Request(url, input) : url, init);
  };
}
