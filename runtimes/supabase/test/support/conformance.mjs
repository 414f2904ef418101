// Checks of conformance, by area, and the table of their results.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";

const TABLE = new URL("../../CONFORMANCE.md", import.meta.url);
const README = new URL("../../README.md", import.meta.url);
const HEAD = `# What supabase-js finds

Made by \`HOMEPORT_UPDATE=1 node --test test/conformance.test.mjs\`, which tries each line with the real client against a real PostgreSQL;
a test fails when this table is not its result.
`;

export class Conformance {
  #checks = [];
  #area = "";

  /** What the checks that follow are about. */
  area = (name) => {
    this.#area = name;
  };

  /** @param name a sentence with underscores */
  check = (name, work) => {
    const result = { area: this.#area, name, passed: false };
    this.#checks.push(result);
    test(name, async () => {
      await work();
      result.passed = true;
    });
  };

  /** Something that does not work, asserted not to. @param missing how the README's list of what is missing calls it */
  gap = (name, missing, work) => {
    const result = { area: this.#area, name, missing, passed: false };
    this.#checks.push(result);
    test(`${name}_is_a_known_gap`, async () => {
      await assert.rejects(work);
      result.passed = true;
    });
  };

  compare() {
    const failed = this.#checks.filter(({ passed }) => !passed).map(({ name }) => name);
    assert.deepEqual(failed, [], "checks failed: mend them first");
    if (process.env.HOMEPORT_UPDATE) fs.writeFileSync(TABLE, this.#table());
    assert.equal(fs.existsSync(TABLE) ? fs.readFileSync(TABLE, "utf8") : "", this.#table(), "write it anew with HOMEPORT_UPDATE=1");
  }

  /** Everything marked * there is a gap here, and each gap is marked there. */
  compareReadme() {
    const [, list] = fs.readFileSync(README, "utf8").split("## What is missing");
    const marked = [...list.matchAll(/([^:;,*]+)\*/g)].map(([, text]) => text.trim()).filter((text) => text !== "What is marked").sort();
    const missing = this.#checks.filter(({ missing: it }) => it).map(({ missing: it }) => it).sort();
    assert.deepEqual(marked, missing);
  }

  #table() {
    const areas = [...new Set(this.#checks.map(({ area }) => area))];
    const rows = areas.map((area) => {
      const of = this.#checks.filter((it) => it.area === area);
      const lines = of.map(({ name, missing }) => `| ${name.replaceAll("_", " ")} | ${missing ? "no" : "yes"} |`);
      return `\n## ${area}: ${of.filter(({ missing }) => !missing).length} of ${of.length}\n\n| check | works |\n| --- | --- |\n${lines.join("\n")}\n`;
    });
    return HEAD + rows.join("");
  }
}
