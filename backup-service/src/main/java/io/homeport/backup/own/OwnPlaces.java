package io.homeport.backup.own;

import io.homeport.backup.postgres.Login;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The names of Homeport's own databases in their cluster, and how restored ones take them: all at
 * once or none, so that no service ever sees the databases of two times.
 *
 * @param superuser of the cluster
 */
record OwnPlaces(Login superuser) {

  /** Matches the databases that are there only while a set is restored. */
  static final String OF_A_RESTORE = "_(restoring|restored|replaced)$";

  static String whileFilled(String database) {
    return database + "_restoring";
  }

  static String restored(String database) {
    return database + "_restored";
  }

  private static String replaced(String database) {
    return database + "_replaced";
  }

  /**
   * Lets restored databases take the places of those there are, which are gone then.
   *
   * @throws SQLException where somebody is connected to one of them; then all is as it was
   */
  void take(List<String> databases) throws SQLException {
    try (Connection connection = superuser.open("postgres");
        var statement = connection.createStatement()) {
      Set<String> there = all(statement);
      connection.setAutoCommit(false);
      for (String database : databases) {
        if (there.contains(database)) {
          rename(statement, database, replaced(database));
        }
        rename(statement, restored(database), database);
      }
      connection.commit();
    }
    drop(databases);
  }

  /** Removes what an earlier restore may have left. */
  void drop(List<String> databases) throws SQLException {
    try (Connection connection = superuser.open("postgres");
        var statement = connection.createStatement()) {
      for (String database : databases) {
        for (String left : List.of(restored(database), replaced(database))) {
          statement.execute(
              "drop database if exists %s with (force)"
                  .formatted(statement.enquoteIdentifier(left, true)));
        }
      }
    }
  }

  private static Set<String> all(Statement statement) throws SQLException {
    var names = new HashSet<String>();
    try (var rows = statement.executeQuery("select datname from pg_database")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private static void rename(Statement statement, String from, String to) throws SQLException {
    statement.execute(
        "alter database %s rename to %s"
            .formatted(
                statement.enquoteIdentifier(from, true), statement.enquoteIdentifier(to, true)));
  }
}
