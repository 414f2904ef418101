// PostgreSQL's own parser, and the way back from its trees to SQL.
//
// Reads a JSON object from each line of stdin and answers with a line on stdout: a JSON list with an entry for each one
// asked for:
//   {"parse": ["select 1", …]}       → {"tree": {"SelectStmt": …}, "trials": []}, or null where PostgreSQL would not take it
//   {"deparse": [{"SelectStmt": …}]} → the tree as SQL
//
// The trials of an ALTER TABLE: each of its commands that may rewrite the table, as a statement on the empty table
// pg_temp.homeport_trial, by the command's number. Whether it rewrites is seen by doing it there.
import { createInterface } from 'node:readline';
import deparser from 'pgsql-deparser';
import { loadModule, parseSync } from 'libpg-query';

await loadModule();

const write = (tree) => deparser.deparseSync(tree, { pretty: false });

// What refers to other tables has no say in whether rows are written anew.
const DECIDING = new Set(['CONSTR_DEFAULT', 'CONSTR_IDENTITY', 'CONSTR_GENERATED']);

const trial = (command) => {
  const { subtype, def } = command.AlterTableCmd;
  if (subtype !== 'AT_AddColumn' && subtype !== 'AT_AlterColumnType') return null;
  const column = { ...def.ColumnDef };
  column.constraints = (column.constraints ?? []).filter((each) => DECIDING.has(each.Constraint.contype));
  return {
    AlterTableStmt: {
      relation: { schemaname: 'pg_temp', relname: 'homeport_trial', inh: true, relpersistence: 'p' },
      cmds: [{ AlterTableCmd: { ...command.AlterTableCmd, def: { ColumnDef: column } } }],
      objtype: 'OBJECT_TABLE',
    },
  };
};

const trials = (tree) =>
  (tree.AlterTableStmt?.cmds ?? []).flatMap((command, number) => {
    const made = trial(command);
    return made ? [{ command: number, sql: write(made) }] : [];
  });

const read = (sql) => {
  try {
    const { stmts = [] } = parseSync(sql);
    return stmts.length === 1 ? { tree: stmts[0].stmt, trials: trials(stmts[0].stmt) } : null;
  } catch {
    return null;
  }
};

for await (const line of createInterface({ input: process.stdin })) {
  const { parse = [], deparse = [] } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify([...parse.map(read), ...deparse.map(write)])}\n`);
}
