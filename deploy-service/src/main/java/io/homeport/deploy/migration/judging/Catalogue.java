package io.homeport.deploy.migration.judging;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is in a database before a migration: its tables, views, indexes, and how large they are.
 *
 * @param relations everything that has a name in a schema of the app's
 * @param others what else has a name: such as {@code function public.f}, {@code policy public.t p}
 * @param largeBytes from this size on, what reads or writes a whole table is felt by the app
 */
public record Catalogue(Map<TableName, Relation> relations, Set<String> others, long largeBytes) {

  /** From here on a rewrite takes longer than a moment: some 50,000 to 100,000 rows. */
  public static final long LARGE_BYTES = 8L << 20;

  private static final String RELATIONS =
      """
      select n.nspname, c.relname, c.relkind::text, pg_relation_size(c.oid), c.relrowsecurity,
             c.relforcerowsecurity, i.indrelid is not null as is_index,
             tn.nspname, t.relname, a.attname, a.attnotnull, a.atthasdef or a.attidentity <> '',
             coalesce(k.position, 0),
             exists (select from pg_index u where u.indrelid = c.oid and u.indisunique
                       and u.indisvalid and u.indpred is null and u.indexprs is null)
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        left join pg_index i on i.indexrelid = c.oid
        left join pg_class t on t.oid = i.indrelid
        left join pg_namespace tn on tn.oid = t.relnamespace
        left join pg_attribute a
          on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and c.relkind <> 'i'
        left join lateral (
          select array_position(p.indkey::int2[], a.attnum) + 1 as position
            from pg_index p where p.indrelid = c.oid and p.indisprimary) k on true
       where c.relkind in ('r', 'p', 'v', 'm', 'i') and n.nspname !~ '^pg_'
         and n.nspname <> 'information_schema'
       order by c.oid, a.attnum
      """;

  private static final String OTHERS =
      """
      select 'function ' || n.nspname || '.' || p.proname
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname !~ '^pg_'
      union select 'type ' || n.nspname || '.' || t.typname
        from pg_type t join pg_namespace n on n.oid = t.typnamespace
       where n.nspname !~ '^pg_' and t.typtype in ('e', 'd', 'c')
      union select 'schema ' || nspname from pg_namespace
      union select 'extension ' || extname from pg_extension
      union select 'policy ' || n.nspname || '.' || c.relname || ' ' || p.polname
        from pg_policy p join pg_class c on c.oid = p.polrelid
        join pg_namespace n on n.oid = c.relnamespace
      union select 'constraint ' || n.nspname || '.' || c.relname || ' ' || k.conname
        from pg_constraint k join pg_class c on c.oid = k.conrelid
        join pg_namespace n on n.oid = c.relnamespace
      """;

  /**
   * @param kind as in {@code pg_class.relkind}
   * @param bytes of its rows
   * @param forcesRowSecurity whether even the owner sees only some rows
   * @param of the table, if this is an index
   * @param uniquelyIndexed whether a unique index tells each of its rows from the others
   * @param columns in their order
   * @param key the columns of the primary key, in the key's order
   */
  public record Relation(
      TableName name,
      char kind,
      long bytes,
      boolean rowSecurity,
      boolean forcesRowSecurity,
      Optional<TableName> of,
      boolean uniquelyIndexed,
      Map<String, Column> columns,
      List<String> key) {

    public boolean isEmpty() {
      return bytes == 0;
    }

    public boolean isPlainTable() {
      return kind == 'r';
    }
  }

  /**
   * @param hasDefault an insert need not name it
   */
  public record Column(boolean required, boolean hasDefault) {}

  public Optional<Relation> find(TableName name) {
    return Optional.ofNullable(relations.get(name));
  }

  public boolean isLarge(Relation relation) {
    return relation.bytes() >= largeBytes;
  }

  /** Reads it, in the connection's transaction. */
  public static Catalogue read(Connection connection, long largeBytes) throws SQLException {
    var relations = new HashMap<TableName, Relation>();
    var keys = new HashMap<TableName, TreeMap<Integer, String>>();
    try (var query = connection.createStatement();
        ResultSet rows = query.executeQuery(RELATIONS)) {
      while (rows.next()) {
        var name = new TableName(rows.getString(1), rows.getString(2));
        Relation relation = relations.get(name);
        if (relation == null) {
          relation = relation(name, rows);
          relations.put(name, relation);
        }
        String column = rows.getString(10);
        if (column != null) {
          relation.columns().put(column, new Column(rows.getBoolean(11), rows.getBoolean(12)));
          int position = rows.getInt(13);
          if (position > 0) {
            keys.computeIfAbsent(name, of -> new TreeMap<>()).put(position, column);
          }
        }
      }
    }
    relations.replaceAll((name, each) ->
        withKey(each, List.copyOf(keys.getOrDefault(name, new TreeMap<>()).values())));
    return new Catalogue(relations, others(connection), largeBytes);
  }

  private static Set<String> others(Connection connection) throws SQLException {
    var others = new HashSet<String>();
    try (var query = connection.createStatement();
        ResultSet rows = query.executeQuery(OTHERS)) {
      while (rows.next()) {
        others.add(rows.getString(1));
      }
    }
    return others;
  }

  private static Relation relation(TableName name, ResultSet row) throws SQLException {
    return new Relation(
        name,
        row.getString(3).charAt(0),
        row.getLong(4),
        row.getBoolean(5),
        row.getBoolean(6),
        row.getBoolean(7)
            ? Optional.of(new TableName(row.getString(8), row.getString(9)))
            : Optional.empty(),
        row.getBoolean(14),
        new LinkedHashMap<>(),
        List.of());
  }

  private static Relation withKey(Relation relation, List<String> key) {
    return new Relation(
        relation.name(),
        relation.kind(),
        relation.bytes(),
        relation.rowSecurity(),
        relation.forcesRowSecurity(),
        relation.of(),
        relation.uniquelyIndexed(),
        relation.columns(),
        key);
  }
}
