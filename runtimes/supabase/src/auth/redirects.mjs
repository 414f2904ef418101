// Where auth may send a browser: to the environment's own origin, and to what `redirectUrls` allows.

/** @returns {(asked: string | null | undefined) => string} what was asked for if it is allowed, else the site */
export function createRedirects({ siteUrl, redirectUrls }) {
  const origin = new URL(siteUrl).origin;
  const allowed = redirectUrls.map(globToRegExp);
  return function redirectTarget(asked) {
    if (typeof asked !== "string" || !URL.canParse(asked)) return siteUrl;
    const url = new URL(asked);
    // user:password@host looks like another host than it is
    if (url.username || url.password) return siteUrl;
    if (/^(javascript|data|vbscript|blob|file):$/.test(url.protocol)) return siteUrl;
    if (url.origin === origin) return url.href;
    const withoutHash = url.href.split("#")[0];
    return allowed.some((pattern) => pattern.test(withoutHash) || pattern.test(withoutHash.replace(/\/$/, ""))) ? url.href : siteUrl;
  };
}

/** As Supabase matches: `*` stays within a part (between `.` and `/`), `**` crosses parts, `?` is one character of a part. */
export function globToRegExp(glob) {
  const source = glob.replace(/\*\*|\*|\?|[.+^${}()|[\]\\]/g, (part) => {
    switch (part) {
      case "**": return ".*";
      case "*": return "[^./]*";
      case "?": return "[^./]";
      default: return `\\${part}`;
    }
  });
  return new RegExp(`^${source}$`, "s");
}
