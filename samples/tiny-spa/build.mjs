import { cp, mkdir } from "node:fs/promises";

await mkdir("dist/assets", { recursive: true });
await cp("index.html", "dist/index.html");
await cp("src/notes.js", "dist/assets/notes.js");
console.log("copied 2 files");
