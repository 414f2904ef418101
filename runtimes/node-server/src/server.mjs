// Serves one release in one environment: node src/server.mjs CONFIG.json (see the README for the file).
import { readConfig } from "./config.mjs";
import { InvalidConfig } from "./config-file.mjs";
import { createLog, secretValues } from "./log.mjs";
import { startRuntime } from "./runtime.mjs";

let config;
try {
  config = readConfig(process.argv[2]);
} catch (error) {
  if (!(error instanceof InvalidConfig)) throw error;
  console.error(`configuration: ${error.message}`);
  process.exit(2);
}
const password = decodeURIComponent(new URL(config.databaseUrl).password);
const log = createLog([config.databaseUrl, password, ...secretValues(config.app.env)]);
process.on("uncaughtException", (error) => {
  log.error("uncaught exception", { error: error?.stack ?? String(error) });
  process.exit(1);
});

let runtime;
let stopping = false;
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, async () => {
    if (stopping) return;
    stopping = true;
    await runtime?.close().catch((error) => log.error("could not stop cleanly", { error: error.message }));
    process.exit(0);
  });
}
try {
  runtime = await startRuntime(config, log);
} catch (error) {
  log.error("the server could not start", { error: error.message, code: error.code });
  process.exit(1);
}
log.info("ready", { port: runtime.port, ms: Math.round(performance.now()) });
