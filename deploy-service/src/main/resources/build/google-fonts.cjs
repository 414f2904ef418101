// Next.js asks Google for the fonts of an app while it builds, and this module in its stead where there is no network. Every
// answer is a font face that the visitor's machine has or has not; the fallback that Next.js computes shows otherwise.
module.exports = new Proxy(
  {},
  {
    get(_, address) {
      if (typeof address !== "string" || !address.startsWith("https://fonts.googleapis.com/")) return undefined;
      const families = new URL(address).searchParams.getAll("family").map((each) => each.split(":")[0]);
      return families
        .map((name) => `@font-face { font-family: '${name.replace(/['\\]/g, "")}'; font-display: swap; src: local('${name.replace(/['\\]/g, "")}'); }`)
        .join("\n");
    },
  },
);
