// Prints where the Deno binary of this package is. Its npm package picks it by platform; no install script is needed.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGES = {
  "linux x64": "@deno/linux-x64-glibc",
  "linux arm64": "@deno/linux-arm64-glibc",
  "darwin x64": "@deno/darwin-x64",
  "darwin arm64": "@deno/darwin-arm64",
};

/** @throws {Error} saying what to install when this platform's binary is missing */
export function denoPath() {
  const platform = `${process.platform} ${process.arch}`;
  const name = PACKAGES[platform];
  if (!name) throw new Error(`Deno has no npm binary for ${platform}; it has for ${Object.keys(PACKAGES).join(", ")}`);
  const binary = installedBinary(name);
  if (!binary) throw new Error(`the package ${name} is missing: run npm ci in runtimes/supabase, with optional dependencies`);
  return binary;
}

function installedBinary(name) {
  const require = createRequire(createRequire(import.meta.url).resolve("deno/package.json"));
  try {
    const binary = path.join(path.dirname(require.resolve(`${name}/package.json`)), "deno");
    return existsSync(binary) ? binary : null;
  } catch (error) {
    if (error.code === "MODULE_NOT_FOUND") return null;
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(denoPath());
