package io.homeport.bench.backup;

import io.homeport.backup.postgres.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Databases with something of everything that a restore has got wrong somewhere, as tests have. */
final class Workshop {
  private static final Path FOLDER =
      Path.of(System.getProperty("homeport.root"))
          .resolve("backup-service/src/test/resources/io/homeport/backup");
  private static final List<String> ROLES =
      List.of(
          "anon nologin noinherit",
          "authenticated nologin noinherit",
          "service_role nologin noinherit bypassrls",
          "app_owner nologin",
          "platform nologin");

  private final Login superuser;
  private int made;

  Workshop(Login superuser) throws SQLException {
    this.superuser = superuser;
    for (String role : ROLES) {
      execute("postgres", "create role " + role);
    }
  }

  /** A new one. */
  String database() throws IOException, SQLException {
    String name = "workshop_" + ++made;
    execute("postgres", "create database " + name + " owner app_owner");
    execute("postgres", "revoke connect on database " + name + " from public");
    String script = Files.readString(FOLDER.resolve("workshop.sql"));
    execute(name, script.replace("current_database_name", name));
    return name;
  }

  /** A copy of one that nobody is connected to. */
  String copy(String database) throws SQLException {
    String name = "copy_" + ++made;
    execute("postgres", "create database " + name + " template " + database + " owner app_owner");
    return name;
  }

  void drop(String database) throws SQLException {
    execute("postgres", "drop database " + database + " with (force)");
  }

  void execute(String database, String sql) throws SQLException {
    try (Connection connection = superuser.open(database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * A defect that a restore may have.
   *
   * @param sql what makes it
   * @param named how the difference that names it begins
   */
  record Defect(String sql, String named) {}

  /** Those of one of the lists that tests have. */
  static List<Defect> defects(String list) throws IOException {
    try (var lines = Files.lines(FOLDER.resolve("drill").resolve(list))) {
      return lines
          .filter(line -> !line.isBlank())
          .map(line -> {
            int bar = line.lastIndexOf(" | ");
            return new Defect(line.substring(0, bar).strip(), line.substring(bar + 3).strip());
          })
          .toList();
    }
  }
}
