// Serves one release in one environment: node src/server.mjs CONFIG.json (see the README for the file).
import { InvalidConfig, readConfig } from "./config.mjs";
import { createLog, printed, secretsOf } from "./log.mjs";

process.env.LITE_TELEMETRY = "0";

let config;
try {
  config = readConfig(process.argv[2]);
} catch (error) {
  if (!(error instanceof InvalidConfig)) throw error;
  console.error(`configuration: ${error.message}`);
  process.exit(2);
}
const log = createLog(secretsOf(config));
for (const level of ["log", "info", "warn", "error", "debug"]) {
  // what libraries print goes through the log too, which cuts secrets out
  console[level] = (...parts) => printed(log, level, parts);
}
process.on("uncaughtException", (error) => {
  log.error("uncaught exception", { error: error?.stack ?? String(error) });
  process.exit(1);
});
process.on("unhandledRejection", (error) => log.error("unhandled rejection", { error: error?.stack ?? String(error) }));

const { startRuntime } = await import("./runtime.mjs");
let runtime;
try {
  runtime = await startRuntime(config, log);
} catch (error) {
  log.error("the server could not start", { error: error.message, code: error.code });
  process.exit(1);
}
if (config.unknownVariables.length) log.warn("variables of GoTrue that have no meaning here", { names: config.unknownVariables });
log.info("ready", { port: runtime.port, ms: Math.round(performance.now()) });

let stopping = false;
for (const signal of ["SIGTERM", "SIGINT"]) {
  process.on(signal, async () => {
    if (stopping) return;
    stopping = true;
    await runtime.close().catch((error) => log.error("could not stop cleanly", { error: error.message }));
    process.exit(0);
  });
}
