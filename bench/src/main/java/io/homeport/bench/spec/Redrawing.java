package io.homeport.bench.spec;

import io.homeport.specs.document.SpecDocument;
import io.homeport.specs.scratch.Limits;
import io.homeport.specs.scratch.ScratchDatabase;
import io.homeport.specs.scratch.ScratchSettings;
import io.homeport.specs.scratch.TrialSession.Outcome;
import io.homeport.specs.sql.SqlFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes the database anew from the specification alone and compares the two catalogues: columns
 * with type, nullability and default, primary and foreign keys and checks by {@code
 * pg_get_constraintdef}, what is unique, and enumerations. Names of constraints do not count, and a
 * unique index is as good as a unique constraint. What the platform keeps in schemas of its own,
 * such as the tables of queues, is not of the domain.
 */
final class Redrawing {

  private static final String CATALOGUE =
      """
      select coalesce(string_agg(line, chr(10) order by line), '') from (
        select replace(line, chr(10), ' ') as line from (
          select 'column ' || n.nspname || '.' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            || case when a.attnotnull then ' not null' else '' end
            || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
            || case when a.attidentity <> '' then ' identity ' || a.attidentity::text else '' end
            || case when a.attgenerated <> '' then ' generated ' || a.attgenerated::text else '' end as line, c.oid, n.nspname
          from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
          where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p') and not c.relispartition
          union all
          select 'constraint ' || n.nspname || '.' || c.relname || ' ' || pg_get_constraintdef(k.oid), c.oid, n.nspname
          from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
          where k.contype in ('p', 'f', 'c', 'x') and k.conparentid = 0 and not c.relispartition
          union all
          select 'unique ' || n.nspname || '.' || c.relname || ' ('
            || array_to_string(array(select pg_get_indexdef(i.indexrelid, p, true) from generate_series(1, i.indnkeyatts) p), ', ') || ')'
            || case when i.indnullsnotdistinct then ' nulls not distinct' else '' end
            || coalesce(' where ' || pg_get_expr(i.indpred, i.indrelid), ''), c.oid, n.nspname
          from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
          where i.indisunique and not i.indisprimary and c.relkind in ('r', 'p') and not c.relispartition
          union all
          select 'enumeration ' || n.nspname || '.' || t.typname || ' ' || array_to_string(array(
            select enumlabel::text from pg_enum e where e.enumtypid = t.oid order by enumsortorder), ', '), t.oid, n.nspname
          from pg_type t join pg_namespace n on n.oid = t.typnamespace where t.typtype = 'e'
        ) lines
        where nspname not in ('auth', 'storage', 'cron', 'net', 'vault', 'pgmq', 'realtime', 'information_schema')
          and nspname not like 'pg\\_%'
          and not exists (select 1 from pg_depend d where d.objid = lines.oid and d.deptype = 'e')
      ) kept
      """;

  private final ScratchSettings scratch;
  private final Limits limits;

  Redrawing(ScratchSettings scratch, Limits limits) {
    this.scratch = scratch;
    this.limits = limits;
  }

  /**
   * What differs.
   *
   * @param lines how many lines the original's catalogue has
   * @param lost lines that only the original has
   * @param added lines that only the redrawn database has
   * @param refused statements that did not apply, by what PostgreSQL said
   */
  record Difference(int lines, List<String> lost, List<String> added, List<String> refused) {

    boolean isNone() {
      return lost.isEmpty() && added.isEmpty() && refused.isEmpty();
    }
  }

  /** Compares what the migrations make with what the specification makes. */
  Difference of(List<SqlFile> migrations, SpecDocument spec) {
    var refused = new ArrayList<String>();
    var empty = after(List.of(), new ArrayList<>());
    var original = after(migrations, new ArrayList<>());
    String ddl = DomainDdl.of(MigratedDomain.of(spec.domain()), spec.deployment().extensions());
    var redrawn = after(List.of(new SqlFile("spec.sql", ddl)), refused);
    original.removeAll(empty);
    redrawn.removeAll(empty);
    return new Difference(
        original.size(),
        original.stream().filter(line -> !redrawn.contains(line)).toList(),
        redrawn.stream().filter(line -> !original.contains(line)).toList(),
        refused);
  }

  private Set<String> after(List<SqlFile> migrations, List<String> refused) {
    try (var database = ScratchDatabase.create(scratch)) {
      if (!migrations.isEmpty()) {
        database.migrate(migrations, limits).failures().stream()
            .map(each -> "line %d: %s".formatted(each.line(), each.message()))
            .forEach(refused::add);
      }
      try (var trials = database.trials(limits.forTrials())) {
        return switch (trials.owner().attempt(CATALOGUE)) {
          case Outcome.Done done -> new TreeSet<>(done.values().getFirst().lines().toList());
          case Outcome.Refused no -> throw new IllegalStateException(no.message());
          case Outcome.Stopped stopped -> throw new IllegalStateException(stopped.why());
        };
      }
    }
  }
}
