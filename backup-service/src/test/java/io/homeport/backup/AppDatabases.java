package io.homeport.backup;

import io.homeport.backup.postgres.Login;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Databases of apps in a cluster, for one test. */
public final class AppDatabases implements AutoCloseable {

  private final Login superuser;
  private final List<String> made = new ArrayList<>();

  public AppDatabases(Login superuser) {
    this.superuser = superuser;
    role("anon", "nologin noinherit");
    role("authenticated", "nologin noinherit");
    role("service_role", "nologin noinherit bypassrls");
    role("app_owner", "nologin");
  }

  /** A new database of the app's owner; nobody else may connect. */
  public String emptyDatabase() {
    String name = "app_" + UUID.randomUUID().toString().substring(0, 8);
    execute("postgres", "create database " + name + " owner app_owner");
    made.add(name);
    execute("postgres", "revoke connect on database " + name + " from public");
    return name;
  }

  /** A new database with tables of every kind, and rows. */
  public String workshopDatabase() {
    return database("workshop.sql");
  }

  /** A new database with what is rare: a thousand partitions, broken views, spent sequences. */
  public String oddDatabase() {
    return database("odd.sql");
  }

  private String database(String resource) {
    String name = emptyDatabase();
    try (var sql = AppDatabases.class.getResourceAsStream(resource)) {
      String script = new String(sql.readAllBytes(), StandardCharsets.UTF_8);
      execute(name, script.replace("current_database_name", name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return name;
  }

  /** A copy of a database that nobody is connected to. */
  public String copy(String database) {
    String name = "copy_" + UUID.randomUUID().toString().substring(0, 8);
    execute("postgres", "create database " + name + " template " + database + " owner app_owner");
    made.add(name);
    return name;
  }

  public void drop(String database) {
    execute("postgres", "drop database if exists " + database + " with (force)");
  }

  public void execute(String database, String sql) {
    try (Connection connection = superuser.open(database);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql.length() < 300 ? sql : database, e);
    }
  }

  public String text(String database, String query) {
    try (Connection connection = superuser.open(database);
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  /** Also what was restored from them. */
  @Override
  public void close() {
    for (String database : made) {
      drop(database);
      for (int restore = 1; restore < 5; restore++) {
        drop(database + "_r" + restore);
      }
    }
  }

  private void role(String name, String options) {
    execute(
        "postgres",
        "do $$ begin create role "
            + name
            + " "
            + options
            + "; exception when duplicate_object or unique_violation then null; end $$");
  }
}
