package io.homeport.backup;

import io.homeport.backup.drill.ThrowawayCluster;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.PostgresPrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** A real cluster of apps for one test class, and databases in it. */
public final class AppsCluster implements AutoCloseable {

  public static final int MAJOR = 15;

  private final Path folder;
  private final ThrowawayCluster cluster;

  public AppsCluster() {
    try {
      folder = Files.createTempDirectory("homeport-apps");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      cluster =
          ThrowawayCluster.start(
              PostgresPrograms.ofMajor(MAJOR), folder.resolve("apps"), "platform");
      execute(
          "postgres",
          "create role anon nologin noinherit; create role authenticated nologin noinherit;"
              + " create role service_role nologin noinherit bypassrls;"
              + " create role app_owner login password 'owner';");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Login superuser() {
    return cluster.superuser();
  }

  /** A folder that PostgreSQL's user can enter. */
  public Path folder() {
    return folder;
  }

  /** A new database of the app's owner; nobody else may connect. */
  public String emptyDatabase() {
    String name = "app_" + UUID.randomUUID().toString().substring(0, 8);
    execute("postgres", "create database " + name + " owner app_owner");
    execute("postgres", "revoke connect on database " + name + " from public");
    return name;
  }

  /** A new database with tables of every kind, and rows. */
  public String workshopDatabase() {
    String name = emptyDatabase();
    try (var sql = AppsCluster.class.getResourceAsStream("workshop.sql")) {
      execute(
          name,
          new String(sql.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
              .replace("current_database_name", name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return name;
  }

  /** A copy of a database that nobody is connected to. */
  public String copy(String database) {
    String name = "copy_" + UUID.randomUUID().toString().substring(0, 8);
    execute("postgres", "create database " + name + " template " + database + " owner app_owner");
    return name;
  }

  public void drop(String database) {
    execute("postgres", "drop database " + database + " with (force)");
  }

  public void execute(String database, String sql) {
    try (Connection connection = superuser().open(database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql.length() < 300 ? sql : database, e);
    }
  }

  public String text(String database, String query) {
    try (Connection connection = superuser().open(database);
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  @Override
  public void close() {
    try {
      cluster.close();
      try (var paths = Files.walk(folder)) {
        paths.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
