package io.homeport.backup.recovery;

import static io.homeport.backup.recovery.Identifier.quoted;

import io.homeport.backup.Trouble;
import io.homeport.backup.inventory.Inventory;
import io.homeport.backup.inventory.Role;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.PostgresPrograms;
import io.homeport.contracts.Failure;
import io.homeport.processes.Command;
import io.homeport.processes.Input;
import io.homeport.processes.ProcessFailed;
import io.homeport.processes.Processes;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts the archive of a database into a new database of a server.
 *
 * @param superuser of that server
 * @param folder for short-lived lists; nothing of the data goes there
 * @param limit wall-clock limit of each pass
 */
public record Recovery(Login superuser, PostgresPrograms programs, Path folder, Duration limit) {

  /**
   * Makes the database and fills it. The roles must be there. What was made when it throws is for
   * the caller to drop.
   *
   * @param was what the archive holds
   * @throws io.homeport.backup.envelope.DamagedEnvelope if the archive is not genuine to its end
   * @throws Trouble for the operator, if PostgreSQL refuses it
   */
  public void into(String database, Inventory was, Archive archive)
      throws IOException, SQLException {
    var target = new NewDatabase(superuser, database, was);
    target.create();
    TableOfContents contents = TableOfContents.parse(list(archive));
    Set<String> superusers = superusers(was);
    var lists = new EnumMap<Pass, List<String>>(Pass.class);
    for (Pass pass : Pass.values()) {
      lists.put(pass, contents.of(pass, superusers));
    }
    restore(database, superuser, Pass.FOUNDATION, lists, archive);
    List<String> owners = target.owners();
    try (var role = RestoringRole.create(superuser, database, was.database().owner(), owners)) {
      target.letOwnersCreate(owners);
      restore(database, role.login(), Pass.CONTENT, lists, archive);
      target.letOwnersCreateNoMore(owners);
      restore(database, superuser, Pass.CLOSING, lists, archive);
      restore(database, role.login(), Pass.REFRESH, lists, archive);
    }
    target.applyProperties();
  }

  /**
   * Removes a database, whoever is connected, and the role that filled it; does nothing where there
   * is none.
   */
  public void drop(String database) throws SQLException {
    try (Connection connection = superuser.open("postgres");
        var statement = connection.createStatement()) {
      statement.execute("drop database if exists " + quoted(database) + " with (force)");
      statement.execute("drop role if exists " + quoted(RestoringRole.nameFor(database)));
    }
  }

  private String list(Archive archive) throws IOException {
    try (InputStream in = archive.open()) {
      var command = Command.of(programs.path("pg_restore").toString(), "--list").limit(limit);
      return Processes.run(command, Input.of(in)).orThrow().stdout();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (ProcessFailed e) {
      throw refused("the archive", e);
    }
  }

  private void restore(
      String database, Login as, Pass pass, Map<Pass, List<String>> lists, Archive archive)
      throws IOException {
    List<String> entries = lists.getOrDefault(pass, List.of());
    boolean toItsEnd = pass == Pass.CONTENT;
    if (entries.isEmpty() && !toItsEnd) {
      return;
    }
    Files.createDirectories(folder);
    Path list = Files.createTempFile(folder, "restore", ".list");
    try (InputStream in = new OneAtATime(archive.open())) {
      Files.write(list, entries);
      var command =
          as.client(
              programs,
              "pg_restore",
              limit,
              "--format=custom",
              "--exit-on-error",
              "--single-transaction",
              "--use-list=" + list,
              "--dbname=" + database);
      if (pass == Pass.REFRESH) {
        // A view's query runs as its owner, whom row security may bind.
        command = command.plus("--enable-row-security");
      }
      Processes.run(command, Input.of(in)).orThrow();
      if (toItsEnd) {
        // pg_restore stops reading where it has all that it wants.
        in.transferTo(OutputStream.nullOutputStream());
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (ProcessFailed e) {
      throw refused("the database " + database, e);
    } finally {
      Files.deleteIfExists(list);
    }
  }

  /** Who feeds a program may still read when the program has ended. */
  private static final class OneAtATime extends FilterInputStream {

    OneAtATime(InputStream in) {
      super(in);
    }

    @Override
    public synchronized int read(byte[] target, int offset, int count) throws IOException {
      return super.read(target, offset, count);
    }
  }

  private static Set<String> superusers(Inventory was) {
    Set<String> names =
        was.roles().stream().filter(Role::superuser).map(Role::name).collect(Collectors.toSet());
    names.add(was.superuser());
    return names;
  }

  private Trouble refused(String what, ProcessFailed cause) {
    String error =
        cause
            .stderr()
            .lines()
            .filter(line -> line.contains("error:"))
            .findFirst()
            .orElse(cause.stderr())
            .strip();
    return new Trouble(
        Failure.operator("PostgreSQL could not restore " + what + ": " + error, remedy(error)),
        cause);
  }

  private String remedy(String error) {
    if (error.contains("No space left on device")) {
      return "Free space on the disk of the PostgreSQL on port %d, then try again."
          .formatted(superuser.port());
    }
    if (error.contains("role \"") && error.contains("does not exist")) {
      return "Create a role of that name in the cluster (nologin is enough), then try again.";
    }
    if (error.contains("extension")) {
      return "Install that extension on the machine where PostgreSQL runs, then try again.";
    }
    return "Look at what it names: an extension or a program may be missing on this machine.";
  }
}
