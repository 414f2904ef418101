package io.homeport.specs.catalogue;

import static io.homeport.specs.catalogue.Rows.list;
import static io.homeport.specs.catalogue.Rows.relation;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.homeport.specs.catalogue.Catalogue.Check;
import io.homeport.specs.catalogue.Catalogue.Column;
import io.homeport.specs.catalogue.Catalogue.ForeignKey;
import io.homeport.specs.catalogue.Catalogue.Generation;
import io.homeport.specs.catalogue.Catalogue.Index;
import io.homeport.specs.catalogue.Catalogue.ReferentialAction;
import io.homeport.specs.catalogue.Catalogue.Table;
import io.homeport.specs.catalogue.Catalogue.UniqueKey;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Reads tables with their columns, constraints and indexes, one query for each kind. */
final class TableReader {

  private final Rows rows;
  private final Map<Long, List<Column>> columns;

  TableReader(Rows rows) throws SQLException {
    this.rows = rows;
    this.columns = byTable(allColumns());
  }

  private record Of<T>(long table, T value) {}

  List<Column> columns(long relationOid) {
    return columns.getOrDefault(relationOid, List.of());
  }

  List<Table> tables() throws SQLException {
    var primaryKeys = byTable(primaryKeys());
    var foreignKeys = byTable(foreignKeys());
    var uniqueKeys = byTable(uniqueKeys());
    var checks = byTable(checks());
    var indexes = byTable(indexes());
    return rows.of(
        """
        select c.oid, n.nspname as schema, c.relname as relation, c.relrowsecurity, c.relforcerowsecurity,
          obj_description(c.oid, 'pg_class') as comment
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and %s
        order by 2, 3
        """
            .formatted(Own.relation("c", "n")),
        row -> {
          long oid = row.getLong("oid");
          return new Table(
              relation(row),
              row.getBoolean("relrowsecurity"),
              row.getBoolean("relforcerowsecurity"),
              row.getString("comment"),
              columns(oid),
              primaryKeys.getOrDefault(oid, List.of(List.of())).getFirst(),
              foreignKeys.getOrDefault(oid, List.of()),
              uniqueKeys.getOrDefault(oid, List.of()),
              checks.getOrDefault(oid, List.of()),
              indexes.getOrDefault(oid, List.of()));
        });
  }

  private List<Of<Column>> allColumns() throws SQLException {
    return rows.of(
        """
        select a.attrelid, a.attname, format_type(a.atttypid, a.atttypmod) as type, not a.attnotnull as nullable,
          pg_get_expr(d.adbin, d.adrelid) as default_value, a.attidentity <> '' as identity, a.attgenerated <> '' as stored,
          col_description(a.attrelid, a.attnum) as comment
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
          left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm') and %s
        order by a.attrelid, a.attnum
        """
            .formatted(Own.SCHEMA),
        row ->
            new Of<>(
                row.getLong("attrelid"),
                new Column(
                    row.getString("attname"),
                    row.getString("type"),
                    row.getBoolean("nullable"),
                    row.getString("default_value"),
                    row.getBoolean("identity")
                        ? Generation.IDENTITY
                        : row.getBoolean("stored") ? Generation.STORED : Generation.NONE,
                    row.getString("comment"))));
  }

  private List<Of<List<String>>> primaryKeys() throws SQLException {
    return rows.of(
        "select conrelid, %s as columns from pg_constraint k where contype = 'p'"
            .formatted(namesOf("k.conrelid", "k.conkey")),
        row -> new Of<>(row.getLong("conrelid"), list(row, "columns")));
  }

  private List<Of<ForeignKey>> foreignKeys() throws SQLException {
    return rows.of(
        """
        select k.conrelid, k.conname, %s as columns, n.nspname as schema, c.relname as relation, %s as target_columns,
          k.confdeltype::text as on_delete
        from pg_constraint k join pg_class c on c.oid = k.confrelid join pg_namespace n on n.oid = c.relnamespace
        where k.contype = 'f' and k.conparentid = 0
        order by k.conrelid, k.conname
        """
            .formatted(namesOf("k.conrelid", "k.conkey"), namesOf("k.confrelid", "k.confkey")),
        row ->
            new Of<>(
                row.getLong("conrelid"),
                new ForeignKey(
                    row.getString("conname"),
                    list(row, "columns"),
                    relation(row),
                    list(row, "target_columns"),
                    ReferentialAction.of(row.getString("on_delete")))));
  }

  /** Unique constraints are unique indexes too; an index on an expression shows the expression. */
  private List<Of<UniqueKey>> uniqueKeys() throws SQLException {
    return rows.of(
        """
        select i.indrelid, c.relname as name, %s as columns, pg_get_expr(i.indpred, i.indrelid) as predicate
        from pg_index i join pg_class c on c.oid = i.indexrelid
        where i.indisunique and not i.indisprimary
        order by i.indrelid, c.relname
        """
            .formatted(INDEXED),
        row ->
            new Of<>(
                row.getLong("indrelid"),
                new UniqueKey(
                    row.getString("name"), list(row, "columns"), row.getString("predicate"))));
  }

  private List<Of<Check>> checks() throws SQLException {
    return rows.of(
        """
        select conrelid, conname, pg_get_expr(conbin, conrelid) as expression
        from pg_constraint where contype = 'c' and conrelid <> 0
        order by conrelid, conname
        """,
        row ->
            new Of<>(
                row.getLong("conrelid"),
                new Check(row.getString("conname"), row.getString("expression"))));
  }

  private List<Of<Index>> indexes() throws SQLException {
    return rows.of(
        """
        select i.indrelid, c.relname as name, %s as columns, pg_get_indexdef(i.indexrelid) as definition
        from pg_index i join pg_class c on c.oid = i.indexrelid
        where not i.indisunique and not i.indisprimary
        order by i.indrelid, c.relname
        """
            .formatted(INDEXED),
        row ->
            new Of<>(
                row.getLong("indrelid"),
                new Index(
                    row.getString("name"), list(row, "columns"), row.getString("definition"))));
  }

  private static final String INDEXED =
      "array(select pg_get_indexdef(i.indexrelid, k, true) from generate_series(1, i.indnkeyatts) k"
          + " order by k)";

  private static String namesOf(String table, String numbers) {
    return ("array(select a.attname::text from unnest(%s) with ordinality key (number, position)"
            + " join pg_attribute a on a.attrelid = %s and a.attnum = key.number"
            + " order by key.position)")
        .formatted(numbers, table);
  }

  private static <T> Map<Long, List<T>> byTable(List<Of<T>> values) {
    return values.stream().collect(groupingBy(Of::table, mapping(Of::value, toList())));
  }
}
