package io.homeport.specs.measure;

import io.homeport.specs.catalogue.Catalogue.Table;
import io.homeport.specs.scratch.TrialSession;
import io.homeport.specs.scratch.TrialSession.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Rights that a role has on some columns of a table but not on the table. */
final class ColumnRights {

  private static final String QUERY =
      """
      select to_jsonb(array[r.rolname::text, n.nspname::text, c.relname::text, p.privilege, a.attname::text])::text
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        cross join (select oid, rolname from pg_roles where rolname in ('anon', 'authenticated', 'service_role')) r
        cross join (values ('SELECT'), ('INSERT'), ('UPDATE')) p (privilege)
      where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')
        and not has_table_privilege(r.oid, c.oid, p.privilege)
        and has_column_privilege(r.oid, c.oid, a.attnum, p.privilege)
      order by 1\
      """;

  private final Map<String, Set<String>> columns = new HashMap<>();

  static ColumnRights read(TrialSession session) {
    var rights = new ColumnRights();
    session.begin(java.util.List.of("set local search_path = pg_catalog"));
    if (session.attempt(QUERY) instanceof Outcome.Done done) {
      for (String row : done.values()) {
        var parts = JsonTexts.parse(row);
        rights
            .columns
            .computeIfAbsent(
                String.join(
                    " ", String.valueOf(parts.get(0)), parts.get(1), parts.get(2), parts.get(3)),
                _ -> new TreeSet<>())
            .add(String.valueOf(parts.get(4)));
      }
    }
    session.rollback();
    return rights;
  }

  /** The columns; empty if the role has the right on the whole table, or on nothing of it. */
  Set<String> of(String role, Table table, String privilege) {
    return columns.getOrDefault(
        String.join(" ", role, table.relation().schema(), table.relation().name(), privilege),
        Set.of());
  }

  boolean hasSome(String role, Table table, String privilege) {
    return !of(role, table, privilege).isEmpty();
  }
}
