package io.homeport.backup.drill;

import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.PostgresPrograms;
import io.homeport.processes.Finished;
import io.homeport.processes.Processes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a restored database is sound in itself: every foreign key has its row, every index has
 * every row of its table.
 *
 * @param foreignKeys how many were checked
 * @param indexes how many were checked
 */
record Integrity(int foreignKeys, int indexes, List<Difference> differences) {

  private static final int FOUND_CORRUPTION = 2;

  /**
   * One query for each foreign key that is enforced, joined with the key's own operators. A key
   * with a null in it refers to nothing.
   */
  private static final String FOREIGN_KEYS =
      """
      select format('foreign key %I on %s', c.conname, c.conrelid::regclass) as title,
        format('select count(*) from %s c where %s and not exists (select from %s p where %s)',
          c.conrelid::regclass,
          (select string_agg(format('c.%I is not null', a.attname), ' and ')
            from unnest(c.conkey) k join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k),
          c.confrelid::regclass,
          (select string_agg(format('p.%I operator(%I.%s) c.%I', pa.attname, n.nspname, o.oprname, ca.attname), ' and ')
            from unnest(c.conkey, c.confkey, c.conpfeqop) k (child, parent, equals)
            join pg_attribute ca on ca.attrelid = c.conrelid and ca.attnum = k.child
            join pg_attribute pa on pa.attrelid = c.confrelid and pa.attnum = k.parent
            join pg_operator o on o.oid = k.equals
            join pg_namespace n on n.oid = o.oprnamespace)) as query
      from pg_constraint c
      where c.contype = 'f' and c.convalidated and c.conparentid = 0
      order by 1
      """;

  private static final String INDEXES =
      """
      select count(*) from pg_index i
      join pg_class c on c.oid = i.indexrelid and c.relkind = 'i'
      join pg_am m on m.oid = c.relam and m.amname = 'btree'
      join pg_namespace n on n.oid = c.relnamespace and n.nspname !~ '^pg_'
      """;

  /** What the reader has to be allowed so that it can compare keys and look into indexes. */
  private static final String NEEDED_BY_READER =
      """
      select format('grant execute on all routines in schema %I to %I', nspname, ?)
      from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
      union all
      select format('grant execute on function %s to %I', d.objid::regprocedure, ?)
      from pg_depend d join pg_extension e on e.oid = d.refobjid and e.extname = 'amcheck'
      where d.refclassid = 'pg_extension'::regclass and d.classid = 'pg_proc'::regclass
        and d.deptype = 'e'
      """;

  /**
   * Checks a database of a throwaway cluster, whose rights it changes.
   *
   * @param superuser who makes {@code amcheck} and grants; never reads a row
   * @param reader a reading role: a key's cast may be a customer's function
   */
  static Integrity of(
      Login superuser, Login reader, PostgresPrograms programs, String database, Duration limit)
      throws SQLException {
    prepare(superuser, reader, database);
    var differences = new ArrayList<Difference>();
    int foreignKeys;
    int indexes;
    try (Connection connection = reader.openPinned(database)) {
      foreignKeys = orphans(connection, differences);
      indexes = count(connection, INDEXES);
    }
    amcheck(reader, programs, database, limit, differences);
    return new Integrity(foreignKeys, indexes, List.copyOf(differences));
  }

  private static void prepare(Login superuser, Login reader, String database) throws SQLException {
    try (Connection connection = superuser.openPinned(database);
        var statement = connection.createStatement()) {
      statement.execute("create extension if not exists amcheck schema pg_catalog");
      var grants = new ArrayList<String>();
      try (var needed = connection.prepareStatement(NEEDED_BY_READER)) {
        needed.setString(1, reader.user());
        needed.setString(2, reader.user());
        try (var rows = needed.executeQuery()) {
          while (rows.next()) {
            grants.add(rows.getString(1));
          }
        }
      }
      for (String grant : grants) {
        statement.execute(grant);
      }
    }
  }

  private static int orphans(Connection connection, List<Difference> differences)
      throws SQLException {
    int checked = 0;
    try (var statement = connection.createStatement();
        var keys = statement.executeQuery(FOREIGN_KEYS)) {
      while (keys.next()) {
        checked++;
        int orphans = count(connection, keys.getString("query"));
        if (orphans > 0) {
          differences.add(
              Difference.of("%d rows break %s".formatted(orphans, keys.getString("title"))));
        }
      }
    }
    return checked;
  }

  private static int count(Connection connection, String query) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getInt(1);
    }
  }

  private static void amcheck(
      Login reader,
      PostgresPrograms programs,
      String database,
      Duration limit,
      List<Difference> differences) {
    var command =
        reader.client(
            programs,
            "pg_amcheck",
            limit,
            "--heapallindexed",
            "--exclude-schema=pg_*",
            "--exclude-schema=information_schema",
            database);
    Finished finished = Processes.run(command);
    if (finished.exitCode() == FOUND_CORRUPTION) {
      finished
          .stdout()
          .lines()
          .filter(line -> !line.isBlank())
          .limit(50)
          .forEach(line -> differences.add(Difference.of("pg_amcheck: " + line.strip())));
    } else if (!nothingToCheck(finished)) {
      finished.orThrow();
    }
  }

  /** A database without tables matches none of the patterns. */
  private static boolean nothingToCheck(Finished finished) {
    return finished.stderr().contains("no relations to check");
  }
}
