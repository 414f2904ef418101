package io.homeport.backup.recovery;

import static io.homeport.backup.recovery.Identifier.literal;
import static io.homeport.backup.recovery.Identifier.quoted;

import io.homeport.backup.Trouble;
import io.homeport.backup.inventory.CatalogueEntry;
import io.homeport.backup.inventory.Glance;
import io.homeport.backup.inventory.Inventory;
import io.homeport.backup.inventory.TableContents;
import io.homeport.backup.recovery.SideTable.Copied;
import io.homeport.backup.recovery.SideTable.Wanted;
import io.homeport.contracts.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;

/**
 * The rows of a {@link SideTable}, within its transaction: a table of plain columns is made and
 * filled, and what came is compared with what was backed up.
 */
record SideRows(Connection connection, Wanted wanted, Inventory was, TableContents table) {

  Copied fill(InputStream script) throws IOException {
    var data = new CopyData(script);
    try (var statement = connection.createStatement()) {
      return fill(statement, data);
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  private Copied fill(Statement statement, CopyData data) throws SQLException, IOException {
    List<String> columns = data.columns();
    requireColumns(columns);
    String side = wanted.sideTable();
    statement.execute("create table " + side + " (" + definitions(columns) + ")");
    keepPrivate(statement);
    requireUnderstood(statement, side);
    String copy =
        "copy "
            + side
            + " from stdin"
            + wanted.where().map(each -> " where " + each.sql(name -> name)).orElse("");
    long copied = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy, data);
    if (data.rows() != table.rows()) {
      throw notWhatWasBackedUp();
    }
    return new Copied(columns, copied, proven(columns, side));
  }

  private void requireColumns(List<String> columns) {
    if (columns.isEmpty()) {
      throw new Trouble(
          Failure.user(
              "The table %s has no columns.".formatted(table.table()), "Choose another table."));
    }
    for (String column : wanted.where().map(Condition::columns).orElse(List.of())) {
      if (!columns.contains(column)) {
        throw new Trouble(
            Failure.user(
                "The table %s has no column %s in the backup, or computes it."
                    .formatted(table.table(), column),
                "Its columns are: %s.".formatted(String.join(", ", columns))));
      }
    }
  }

  /** Nothing but types: what else a column had, such as a default, may refer to other things. */
  private String definitions(List<String> columns) {
    return columns.stream()
        .map(column -> quoted(column) + " " + type(column))
        .collect(Collectors.joining(", "));
  }

  private String type(String column) {
    return entries(column)
        .map(definition -> definition.substring(0, definition.indexOf(", at position ")))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the manifest has no column " + column));
  }

  private Stream<String> entries(String column) {
    String plain = table.table() + "." + column;
    String inQuotes = table.table() + "." + quoted(column);
    return was.catalogue().stream()
        .filter(each -> each.kind().equals("column"))
        .filter(each -> each.name().equals(plain) || each.name().equals(inQuotes))
        .map(CatalogueEntry::definition);
  }

  /** The owner may have let others into whatever it makes. */
  private void keepPrivate(Statement statement) throws SQLException {
    statement.execute(
        """
        do $$ declare grantee text; begin
          for grantee in
            select distinct case g.grantee when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end
            from pg_catalog.pg_namespace n left join pg_catalog.pg_class c on c.relnamespace = n.oid
            cross join lateral (select * from pg_catalog.aclexplode(n.nspacl)
              union all select * from pg_catalog.aclexplode(c.relacl)) g
            where n.nspname = %s and g.grantee <> n.nspowner
          loop
            execute pg_catalog.format('revoke all on schema %%1$I from %%2$s', %1$s, grantee);
            execute pg_catalog.format('revoke all on all tables in schema %%1$I from %%2$s', %1$s, grantee);
          end loop;
        end $$\
        """
            .replace("%s", literal(wanted.schema()))
            .replace("%1$s", literal(wanted.schema()))
            .replace("%%", "%"));
  }

  /** On no rows: what is refused here is the condition, and not what is in a row. */
  private void requireUnderstood(Statement statement, String side) throws SQLException {
    if (wanted.where().isEmpty()) {
      return;
    }
    String probe = "select 1 from " + side + " where " + wanted.where().get().sql(name -> name);
    try (var none = statement.executeQuery(probe)) {
      none.next();
    } catch (PSQLException e) {
      String why =
          e.getServerErrorMessage() == null ? null : e.getServerErrorMessage().getMessage();
      throw new Trouble(
          Failure.user(
              "The condition does not fit the columns: %s.".formatted(why),
              "Write literals as the column's type takes them."),
          e);
    }
  }

  private boolean proven(List<String> columns, String side) throws SQLException {
    long all =
        was.catalogue().stream()
            .filter(each -> each.kind().equals("column"))
            .filter(each -> each.name().startsWith(table.table() + "."))
            .count();
    if (wanted.where().isPresent()
        || all != columns.size()
        || connection.getMetaData().getDatabaseMajorVersion() != was.major()) {
      return false;
    }
    if (!Glance.contentsOf(connection, side).hash().equals(table.hash())) {
      throw notWhatWasBackedUp();
    }
    return true;
  }

  private Trouble notWhatWasBackedUp() {
    return new Trouble(
        Failure.operator(
            "The rows of %s are not those that were backed up.".formatted(table.table()),
            "Nothing was changed; try another backup."));
  }

  /** PostgreSQL's own words would quote the row. */
  private Trouble refused(SQLException e) {
    return new Trouble(
        Failure.user(
            "The rows of %s do not go beside the table (%s): a type they need may be gone or another one."
                .formatted(table.table(), e.getSQLState()),
            "Restore the whole backup beside what is in service instead."),
        e);
  }
}
