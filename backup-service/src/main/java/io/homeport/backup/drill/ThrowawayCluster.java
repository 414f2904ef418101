package io.homeport.backup.drill;

import io.homeport.backup.Trouble;
import io.homeport.backup.access.ApiRole;
import io.homeport.backup.inventory.Role;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.PostgresPrograms;
import io.homeport.backup.postgres.Secret;
import io.homeport.contracts.Failure;
import io.homeport.objects.Trees;
import io.homeport.processes.Command;
import io.homeport.processes.OsUser;
import io.homeport.processes.ProcessException;
import io.homeport.processes.Processes;
import io.homeport.processes.Spawned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A PostgreSQL server that lives for one drill: its own data directory and port, on loopback, as an
 * operating-system user without rights, and careless of its own data.
 */
public final class ThrowawayCluster implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration INITDB_LIMIT = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);
  private static final String POSTGRES_USER = "postgres";

  private static final List<String> CARELESS =
      List.of(
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "fsync=off",
          "full_page_writes=off",
          "synchronous_commit=off",
          "wal_level=minimal",
          "max_wal_senders=0",
          "max_wal_size=4GB",
          "checkpoint_timeout=1h",
          "shared_buffers=128MB",
          "maintenance_work_mem=128MB",
          "max_connections=20",
          "max_locks_per_transaction=1024",
          "autovacuum=off",
          "jit=off");

  private final Path folder;
  private final Spawned server;
  private final Login superuser;

  private ThrowawayCluster(Path folder, Spawned server, Login superuser) {
    this.folder = folder;
    this.server = server;
    this.superuser = superuser;
  }

  /**
   * Makes and starts one.
   *
   * @param parent where its folder is made; the user that PostgreSQL runs as must be able to enter
   * @param superuserName of the cluster that the backup comes from, so that owners stay the same
   * @throws Trouble for the operator, when it does not start
   */
  public static ThrowawayCluster start(PostgresPrograms programs, Path parent, String superuserName)
      throws IOException {
    Path folder = makeFolder(parent);
    try {
      return startIn(folder, programs, superuserName);
    } catch (ProcessException e) {
      Trees.deleteIfExists(folder);
      throw notStarted(folder, String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      Trees.deleteIfExists(folder);
      throw e;
    }
  }

  private static ThrowawayCluster startIn(
      Path folder, PostgresPrograms programs, String superuserName) throws IOException {
    Secret password = Secret.random();
    Path passwordFile = folder.resolve("password");
    Path data = folder.resolve("data");
    Files.writeString(passwordFile, password.reveal());
    give(passwordFile);
    Processes.run(
            command(
                    programs,
                    "initdb",
                    "--pgdata=" + data,
                    "--username=" + superuserName,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-sync",
                    "--no-instructions")
                .in(folder)
                .limit(INITDB_LIMIT))
        .orThrow();
    Files.delete(passwordFile);
    int port = freePort();
    var arguments = new ArrayList<>(List.of("-D", data.toString(), "-p", Integer.toString(port)));
    CARELESS.forEach(setting -> arguments.addAll(List.of("-c", setting)));
    Spawned server =
        Processes.start(
            command(programs, "postgres", arguments.toArray(String[]::new)).in(folder),
            folder.resolve("log"));
    var login = new Login("127.0.0.1", port, superuserName, password);
    try {
      awaitReady(folder, server, login);
    } catch (RuntimeException e) {
      server.stop(Duration.ZERO);
      throw e;
    }
    return new ThrowawayCluster(folder, server, login);
  }

  public Login superuser() {
    return superuser;
  }

  /** What is in it goes away with it. */
  Path folder() {
    return folder;
  }

  /** Stand-ins for roles that are not there; none of them can log in. */
  public void createRoles(List<Role> roles) throws SQLException {
    try (Connection connection = superuser.open("postgres");
        var statement = connection.createStatement()) {
      for (Role role : roles) {
        if (!role.name().equals(superuser.user())) {
          statement.execute(
              "create role %s nologin %s %s %s"
                  .formatted(
                      statement.enquoteIdentifier(role.name(), true),
                      role.superuser() ? "superuser" : "nosuperuser",
                      role.inherit() ? "inherit" : "noinherit",
                      role.bypassRls() ? "bypassrls" : "nobypassrls"));
        }
      }
      for (Role role : roles) {
        for (String group : role.memberOf()) {
          statement.execute(
              "grant %s to %s"
                  .formatted(
                      statement.enquoteIdentifier(group, true),
                      statement.enquoteIdentifier(role.name(), true)));
        }
      }
    }
  }

  /** Those who ask an app's API, where the database depends on neither. */
  public void createApiRoles() throws SQLException {
    try (Connection connection = superuser.open("postgres");
        var statement = connection.createStatement()) {
      for (ApiRole role : ApiRole.values()) {
        statement.execute(
            "do $$ begin create role %s nologin noinherit; exception when duplicate_object then null; end $$"
                .formatted(role.role()));
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.stop(Duration.ZERO);
    Trees.deleteIfExists(folder);
  }

  static Command command(PostgresPrograms programs, String program, String... arguments) {
    List<String> all =
        Stream.concat(Stream.of(programs.path(program).toString()), Stream.of(arguments)).toList();
    Command command = Command.of(all).with("LC_ALL", "C").unhurried();
    return OsUser.canSwitch() ? command.as(OsUser.named(POSTGRES_USER)) : command;
  }

  static Path makeFolder(Path parent) throws IOException {
    Files.createDirectories(parent);
    Path folder =
        Files.createTempDirectory(
            parent,
            DrillFolders.prefix(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    give(folder);
    return folder;
  }

  static void give(Path path) throws IOException {
    if (OsUser.canSwitch()) {
      var users = path.getFileSystem().getUserPrincipalLookupService();
      Files.setOwner(path, users.lookupPrincipalByName(POSTGRES_USER));
    }
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static void awaitReady(Path folder, Spawned server, Login login) throws IOException {
    Instant until = Instant.now().plus(START_LIMIT);
    while (true) {
      try (Connection ready = login.open("postgres")) {
        return;
      } catch (SQLException notYet) {
        if (!server.isAlive() || Instant.now().isAfter(until)) {
          throw notStarted(folder, tail(folder.resolve("log")));
        }
      }
      try {
        Thread.sleep(LOOK_EVERY);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the throwaway cluster started", e);
      }
    }
  }

  static String tail(Path log) throws IOException {
    if (!Files.exists(log)) {
      return "it wrote no log";
    }
    List<String> lines = Files.readAllLines(log);
    return String.join(" ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
  }

  private static Trouble notStarted(Path folder, String why) {
    return new Trouble(
        Failure.operator(
            "The throwaway PostgreSQL for the drill did not start: " + why,
            "Check that "
                + folder.getParent()
                + " has room and that the user postgres can enter it."));
  }
}
