import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../src/sql.mjs', import.meta.url));

const askAll = (...questions) => {
  const input = questions.map((each) => `${JSON.stringify(each)}\n`).join('');
  const { stdout, stderr, status } = spawnSync('node', [program], { input, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  return stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
};

const ask = (question) => askAll(question)[0];

test('each line is answered by a line, in order', () => {
  const [one, two] = askAll({ parse: ["select 'a\\nb'"] }, { parse: ['alter tabl a', 'select 2'] });
  assert.deepEqual([one.length, two.length, two[0]], [1, 2, null]);
});

test('a statement comes back as the tree that was read, and what is none as null', () => {
  const [read, none] = ask({ parse: ['update a set b = 1 where c or d', 'alter tabl a'] });
  assert.equal(none, null);
  const [written] = ask({ deparse: [read.tree] });
  assert.equal(written, 'UPDATE a SET b = 1 WHERE c OR d');
});

test('commands that may rewrite a table are tried on an empty one, without what refers to others', () => {
  const [read] = ask({
    parse: ['alter table a drop column x, add column b int default random() references c (id), alter column d type text'],
  });
  assert.deepEqual(read.trials, [
    { command: 1, sql: 'ALTER TABLE pg_temp.homeport_trial ADD COLUMN b int DEFAULT random()' },
    { command: 2, sql: 'ALTER TABLE pg_temp.homeport_trial ALTER COLUMN d TYPE text' },
  ]);
});
