// Loaded before the app's server, in its own process: requests to a builder's hosted services go where the owner or the
// operator says; and origins that lead to the app's own environment are asked without TLS, which ends at the door: from
// inside, the environment is reached behind it.
"use strict";

const origins = new Map(Object.entries(JSON.parse(process.env.HOMEPORT_ORIGINS ?? "{}")));

if (origins.size > 0) {
  const { fetch } = globalThis;
  const inside = (url) => {
    const to = origins.get(url.origin);
    if (!to) return undefined;
    const there = new URL(`${to}${url.pathname}${url.search}`);
    // A service's place may be taken by the environment itself, such as by a function of it.
    const own = origins.get(there.origin);
    return own ? new URL(`${own}${there.pathname}${there.search}`) : there;
  };
  globalThis.fetch = function (input, init) {
    const isRequest = typeof input === "object" && input instanceof Request;
    const text = isRequest ? input.url : String(input);
    const url = URL.canParse(text) ? inside(new URL(text)) : undefined;
    if (!url) return fetch(input, init);
    return fetch(isRequest ? new Request(url, input) : url, init);
  };
}
