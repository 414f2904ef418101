#!/usr/bin/env node
// Evaluates every query of the dashboards and every alert against a running Prometheus, and says which metrics nobody exposes.
// Usage: infra/prometheus/check-queries.mjs [http://127.0.0.1:7641]
// All five services must be up, and requests and work must have been seen, else their metrics are not there yet.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const prometheus = process.argv[2] ?? "http://127.0.0.1:7641";
const METRIC = /\b(?:up|homeport|http_server|jvm|process|sql_pool|kafka_consumer)(?:_[a-z0-9]+)*\b(?!\s*=)/g;

async function ask(path) {
  const response = await fetch(prometheus + path);
  const answer = await response.json();
  if (answer.status !== "success") throw new Error(answer.error ?? response.statusText);
  return answer.data;
}

function dashboardQueries() {
  const folder = join(here, "../grafana/dashboards");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => JSON.parse(readFileSync(join(folder, file), "utf8")).panels.map((panel) => ({ file, panel })))
    .flatMap(({ file, panel }) =>
      (panel.targets ?? [])
        .filter((target) => target.datasource.type === "prometheus")
        .map((target) => ({ where: `${file}: ${panel.title}`, query: target.expr })),
    );
}

async function alertQueries() {
  const { groups } = await ask("/api/v1/rules");
  return groups.flatMap((group) => group.rules).map((rule) => ({ where: `alert ${rule.name}`, query: rule.query }));
}

const known = new Set(await ask("/api/v1/label/__name__/values"));
const queries = [...dashboardQueries(), ...(await alertQueries())];
let wrong = 0;
for (const { where, query } of queries) {
  const metrics = [...new Set(query.replace(/"[^"]*"/g, '""').replace(/\bby \([^)]*\)/g, "").match(METRIC) ?? [])];
  const missing = metrics.filter((metric) => !known.has(metric));
  let series = 0;
  let error = metrics.length === 0 ? "names no metric that this check knows" : missing.length ? `nobody exposes ${missing.join(", ")}` : "";
  try {
    const plain = query.replaceAll("$__rate_interval", "1m");
    series = (await ask("/api/v1/query?query=" + encodeURIComponent(plain))).result.length;
  } catch (refused) {
    error = refused.message;
  }
  if (error) wrong++;
  console.log(`${error ? "WRONG" : "ok   "} ${where}: ${error || `${series} series`}`);
}
console.log(`${queries.length} queries, ${wrong} wrong`);
process.exit(wrong ? 1 : 0);
