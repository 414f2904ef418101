// Which specifiers of edge functions are answered by npm packages or by a file here, so that functions written with
// URL imports run where only an npm registry is reachable, and without fetching code from elsewhere.

const VERSION = String.raw`(@[^/?]+)?`;
const PACKAGE = String.raw`((?:@[^/@?]+\/)?[^/@?]+)`;
const REST = String.raw`(\/[^?]*)?(?:\?.*)?$`;
const STD = String.raw`^(?:https:\/\/deno\.land\/std(?:@[^/]+)?\/|jsr:@std\/)`;

const shim = (file) => () => `./shims/${file}`;
const npm = (name) => (match) => `npm:${name}${match[1] ? `@${match[1]}` : ""}`;

/** [pattern, what answers it]; the first that matches wins. */
const RULES = [
  [new RegExp(String.raw`^https:\/\/esm\.sh\/(?!gh\/)(?:v\d+\/|stable\/)?\*?${PACKAGE}${VERSION}${REST}`), npmPath],
  [new RegExp(String.raw`^https:\/\/(?:cdn\.skypack\.dev|cdn\.jsdelivr\.net\/npm|unpkg\.com)\/${PACKAGE}${VERSION}${REST}`), npmPath],
  [/^jsr:@supabase\/functions-js/, shim("empty.ts")],
  [/^jsr:@supabase\/supabase-js(?:@([^/]+))?$/, npm("@supabase/supabase-js")],
  [/^https:\/\/deno\.land\/x\/supabase(?:_js)?@v?([\d.]+)\/mod\.ts$/, npm("@supabase/supabase-js")],
  [/^jsr:@hono\/hono(?:@([^/]+))?$/, npm("hono")],
  [/^https:\/\/deno\.land\/x\/hono@v?([\d.]+)\/mod\.ts$/, npm("hono")],
  [/^jsr:@zod\/zod(?:@([^/]+))?$/, npm("zod")],
  [/^https:\/\/deno\.land\/x\/zod@v?([\d.]+)\/mod\.ts$/, npm("zod")],
  [/^https:\/\/deno\.land\/x\/openai@v?([\d.]+)\/mod\.ts$/, npm("openai")],
  [/^https:\/\/deno\.land\/x\/jose@v?([\d.]+)\/index\.ts$/, npm("jose")],
  [/^https:\/\/deno\.land\/x\/xhr@/, shim("empty.ts")],
  [new RegExp(String.raw`${STD}dotenv(?:@[^/]+)?\/load(?:\.ts)?$`), shim("empty.ts")],
  [new RegExp(String.raw`${STD}http(?:@[^/]+)?(?:\/server(?:\.ts)?)?$`), shim("std_http_server.ts")],
  [new RegExp(String.raw`${STD}encoding(?:@[^/]+)?\/base64(?:\.ts)?$`), shim("std_base64.ts")],
  [new RegExp(String.raw`${STD}encoding(?:@[^/]+)?\/hex(?:\.ts)?$`), shim("std_hex.ts")],
  [new RegExp(String.raw`${STD}async(?:@[^/]+)?(?:\/delay(?:\.ts)?)?$`), shim("std_delay.ts")],
  [new RegExp(String.raw`${STD}path(?:@[^/]+)?(?:\/mod(?:\.ts)?)?$`), () => "node:path"],
];

function npmPath([, name, version = "", rest = ""]) {
  const path = rest.replace(/\/\+esm$/, "").replace(/\/$/, "");
  return `npm:${name}${version}${path}`;
}

/** What answers a specifier: another specifier, or a file relative to the import map; null if nothing here does. */
export function mapSpecifier(specifier) {
  for (const [pattern, answer] of RULES) {
    const match = pattern.exec(specifier);
    if (match) return answer(match);
  }
  return null;
}

/** Whether a specifier names code elsewhere, which only a rule above can bring in. */
export function isRemote(specifier) {
  return /^(https?|jsr):/.test(specifier);
}

const IMPORTS = /(?:\bfrom|\bimport)\s*\(?\s*(["'`])((?:https?:|jsr:)[^"'`\s]+)\1/g;

/** The remote specifiers in a module's source. Comments may add some: a mapping too many does no harm. */
export function remoteImports(source) {
  return [...source.matchAll(IMPORTS)].map((match) => match[2]);
}
