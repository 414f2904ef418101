package io.homeport.backup.recovery;

import static io.homeport.backup.recovery.Identifier.literal;
import static io.homeport.backup.recovery.Identifier.quoted;

import io.homeport.backup.Trouble;
import io.homeport.backup.inventory.Inventory;
import io.homeport.backup.inventory.TableContents;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.PostgresPrograms;
import io.homeport.contracts.Failure;
import io.homeport.processes.Command;
import io.homeport.processes.Input;
import io.homeport.processes.ProcessFailed;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Puts rows of one table of an archive beside that table, into a schema of its own. All of it is
 * one transaction of a role with the rights of the database's owner and no more: nothing half done
 * is ever seen, no trigger fires, and the table in service is not touched.
 *
 * @param superuser of the server
 * @param folder for short-lived lists; nothing of the data goes there
 * @param limit wall-clock limit
 */
public record SideTable(Login superuser, Path folder, Duration limit) {

  /**
   * What is wanted.
   *
   * @param table as the manifest names it
   * @param schema the new one
   * @param mark what the schema is marked with, so that a later attempt knows it as its own
   */
  public record Wanted(
      String database, String table, Optional<Condition> where, String schema, String mark) {

    public Wanted {
      if (!schema.matches("[a-z][a-z0-9_]*")) {
        throw new IllegalArgumentException("the schema's name has to need no quoting");
      }
    }

    /** Full, and quoted where it has to be. */
    public String sideTable() {
      return schema + table.substring(CopyData.afterName(table, 0));
    }
  }

  /**
   * What is there now.
   *
   * @param columns of the rows, in order, as they are called; computed ones are none of them
   * @param rows how many of them are wanted
   * @param proven whether the content hash is that of the backup: with a condition, or computed
   *     columns, the number of rows alone is
   */
  public record Copied(List<String> columns, long rows, boolean proven) {}

  /**
   * Copies the rows.
   *
   * @throws io.homeport.backup.envelope.DamagedEnvelope if what was read of the archive is not
   *     genuine; nothing is there then
   * @throws Trouble for the user, if there is no such table or column; for the operator, if
   *     PostgreSQL refuses the rows
   */
  public Copied copy(Wanted wanted, Inventory was, Archive archive)
      throws IOException, SQLException {
    TableContents table = table(was, wanted.table());
    var programs = PostgresPrograms.ofMajor(was.major());
    String entry = entry(programs, was, table, archive);
    String owner = owner(wanted.database());
    RestoringRole.dropLeftBehind(superuser, wanted.database(), owner);
    try (var role = RestoringRole.create(superuser, wanted.database(), owner, List.of(owner))) {
      try (Connection connection = role.login().openPinned(wanted.database());
          var statement = connection.createStatement()) {
        statement.execute("set statement_timeout = " + limit.toMillis());
        statement.execute("set role " + quoted(owner));
        connection.setAutoCommit(false);
        makeSchema(statement, wanted);
        Copied copied =
            rows(programs, entry, archive, new SideRows(connection, wanted, was, table));
        connection.commit();
        return copied;
      }
    }
  }

  /** Removes the schema if it has this mark. */
  public void discard(Wanted wanted) throws SQLException {
    String owner = owner(wanted.database());
    RestoringRole.dropLeftBehind(superuser, wanted.database(), owner);
    try (var role = RestoringRole.create(superuser, wanted.database(), owner, List.of(owner));
        Connection connection = role.login().openPinned(wanted.database());
        var statement = connection.createStatement()) {
      statement.execute("set role " + quoted(owner));
      dropOwn(statement, wanted);
    }
  }

  private static TableContents table(Inventory was, String name) {
    return was.tables().stream()
        .filter(each -> each.table().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new Trouble(
                Failure.user(
                    "The backup has no table %s with rows of its own.".formatted(name),
                    "Its tables are: "
                        + was.tables().stream()
                            .map(TableContents::table)
                            .filter(each -> each.contains("."))
                            .sorted()
                            .limit(30)
                            .collect(Collectors.joining(", "))
                        + ".")));
  }

  /** The line of the archive's table of contents that stands for the rows. */
  private String entry(
      PostgresPrograms programs, Inventory was, TableContents table, Archive archive)
      throws IOException {
    String name = table.table();
    int dot = CopyData.afterName(name, 0);
    String titled =
        " %s %s "
            .formatted(
                Identifier.unquoted(name.substring(0, dot)),
                Identifier.unquoted(name.substring(dot + 1)));
    try (InputStream in = archive.open()) {
      var list = Command.of(programs.path("pg_restore").toString(), "--list").limit(limit);
      List<TableOfContents.Entry> found =
          TableOfContents.parse(Processes.run(list, Input.of(in)).orThrow().stdout())
              .entries()
              .stream()
              .filter(each -> each.kind().equals("TABLE DATA"))
              .filter(each ->
                  was.roles().stream().anyMatch(role -> each.rest().equals(titled + role.name())))
              .toList();
      if (found.size() != 1) {
        throw new Trouble(
            Failure.user(
                "The archive has %s named %s."
                    .formatted(found.isEmpty() ? "no rows of a table" : "several tables", name),
                "Restore the whole backup beside what is in service instead."));
      }
      return found.getFirst().line();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Copied rows(PostgresPrograms programs, String entry, Archive archive, SideRows rows)
      throws IOException {
    Files.createDirectories(folder);
    Path list = Files.createTempFile(folder, "table", ".list");
    try (InputStream in = archive.open()) {
      Files.writeString(list, entry + "\n");
      var command =
          Command.of(
                  programs.path("pg_restore").toString(),
                  "--format=custom",
                  "--data-only",
                  "--use-list=" + list,
                  "--file=-")
              .limit(limit)
              .maxOutputBytes(Long.MAX_VALUE);
      return Processes.pipe(command, Input.of(in), rows::fill);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (ProcessFailed e) {
      throw new Trouble(
          Failure.operator(
              "The rows could not be taken out of the archive: "
                  + e.stderr().lines().findFirst().orElse("pg_restore failed"),
              "Try another backup."),
          e);
    } finally {
      Files.deleteIfExists(list);
    }
  }

  private static void makeSchema(Statement statement, Wanted wanted) throws SQLException {
    dropOwn(statement, wanted);
    try {
      statement.execute("create schema " + quoted(wanted.schema()));
    } catch (SQLException e) {
      throw new Trouble(
          Failure.user(
              "The schema %s cannot be made (%s).".formatted(wanted.schema(), e.getSQLState()),
              "If there is one of that name, drop or rename it, then restore again."),
          e);
    }
    statement.execute(
        "comment on schema " + quoted(wanted.schema()) + " is " + literal(wanted.mark()));
  }

  private static void dropOwn(Statement statement, Wanted wanted) throws SQLException {
    String own =
        "select 1 from pg_catalog.pg_namespace where nspname = %s and %s = pg_catalog.obj_description(oid, 'pg_namespace')"
            .formatted(literal(wanted.schema()), literal(wanted.mark()));
    boolean there;
    try (var found = statement.executeQuery(own)) {
      there = found.next();
    }
    if (there) {
      statement.execute("drop schema " + quoted(wanted.schema()) + " cascade");
    }
  }

  /** Whoever owns a database decides what is in it; nobody acts for a superuser. */
  private String owner(String database) throws SQLException {
    try (Connection connection = superuser.open(database);
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select r.rolname, r.rolsuper from pg_database d join pg_roles r on r.oid = d.datdba"
                    + " where d.datname = current_database()")) {
      row.next();
      if (row.getBoolean(2)) {
        throw new Trouble(
            Failure.operator(
                "The database %s belongs to the superuser %s."
                    .formatted(database, row.getString(1)),
                "Give it to an owner without a superuser's rights, then restore again."));
      }
      return row.getString(1);
    }
  }
}
