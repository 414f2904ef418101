package io.homeport.backup.drill;

import io.homeport.backup.Trouble;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.PostgresPrograms;
import io.homeport.backup.postgres.Secret;
import io.homeport.contracts.Failure;
import io.homeport.objects.Trees;
import io.homeport.processes.Finished;
import io.homeport.processes.Input;
import io.homeport.processes.ProcessException;
import io.homeport.processes.Processes;
import io.homeport.processes.Spawned;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that goes on from files of a cluster in service, in a folder and on a port of its own,
 * and archives nothing. Roles and passwords are those of the cluster that it comes from, so nobody
 * gets in but its superuser, by a password made for it: the others lose their right to log in
 * before it listens to anybody. Closing it removes everything.
 */
public final class RecoveredCluster implements AutoCloseable {

  /** It listens on loopback, and lets in the superuser by its socket alone, in a closed folder. */
  private static final String NOBODY = "local all \"%s\" trust\n";

  private static final String WITH_PASSWORD = "host all all 127.0.0.1/32 scram-sha-256\n";

  private static final String ONLY_SUPERUSER =
      """
      set log_statement = 'none';
      do $$
      declare name text;
      begin
        for name in select rolname::text from pg_roles where rolcanlogin and rolname <> current_user loop
          execute format('alter role %%I nologin', name);
        end loop;
      end $$;
      alter role current_user password '%s';
      """;

  private static final List<String> SETTINGS =
      List.of(
          "listen_addresses=127.0.0.1",
          // Nobody reads before it has come to the moment.
          "hot_standby=off",
          "archive_mode=off",
          "shared_preload_libraries=",
          "session_preload_libraries=",
          "ssl=off",
          "fsync=off",
          "full_page_writes=off",
          "synchronous_commit=off",
          "max_wal_senders=0",
          "max_wal_size=4GB",
          "checkpoint_timeout=1h",
          "shared_buffers=128MB",
          "max_connections=20",
          "max_locks_per_transaction=1024",
          "autovacuum=off",
          "logging_collector=off",
          "log_statement=none",
          "log_min_error_statement=panic",
          "jit=off");

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(1);

  /**
   * Where the server has its socket, as a program that runs in the same folder names it: a socket's
   * whole path may have 107 bytes, and ours are longer.
   */
  private static final String OF_THIS_FOLDER = "/proc/self/cwd";

  private final Path folder;
  private final Spawned server;
  private final Login superuser;

  private RecoveredCluster(Path folder, Spawned server, Login superuser) {
    this.folder = folder;
    this.server = server;
    this.superuser = superuser;
  }

  /** Puts a cluster's files where its server is to find them. */
  @FunctionalInterface
  public interface Filling {
    void fill(Path data, Path tablespaces);
  }

  /**
   * Fills and starts one, and waits until it has replayed what it was told to.
   *
   * @param superuserName of the cluster it comes from
   * @param limit wall-clock limit of replaying
   * @throws Trouble for the operator, when it does not get there
   */
  public static RecoveredCluster start(
      PostgresPrograms programs, Path parent, String superuserName, Filling filling, Duration limit)
      throws IOException {
    Path folder = ThrowawayCluster.makeFolder(parent);
    try {
      Path tablespaces = ownFolder(folder.resolve("tablespaces"));
      filling.fill(ownFolder(folder.resolve("data")), tablespaces);
      return startIn(folder, programs, superuserName, limit);
    } catch (ProcessException e) {
      Trees.deleteIfExists(folder);
      throw notRecovered(String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      Trees.deleteIfExists(folder);
      throw e;
    }
  }

  private static RecoveredCluster startIn(
      Path folder, PostgresPrograms programs, String superuserName, Duration limit)
      throws IOException {
    Path access = own(folder.resolve("pg_hba.conf"), NOBODY.formatted(superuserName));
    Path settings = own(folder.resolve("postgresql.conf"), "");
    Path log = folder.resolve("log");
    int port = ThrowawayCluster.freePort();
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("-D", folder.resolve("data").toString()));
    arguments.addAll(List.of("-p", Integer.toString(port)));
    arguments.addAll(List.of("-c", "config_file=" + settings, "-c", "hba_file=" + access));
    arguments.addAll(List.of("-c", "unix_socket_directories=."));
    SETTINGS.forEach(setting -> arguments.addAll(List.of("-c", setting)));
    Spawned server =
        Processes.start(
            ThrowawayCluster.command(programs, "postgres", arguments.toArray(String[]::new))
                .in(folder),
            log);
    try {
      awaitReplayed(folder, programs, port, superuserName, server, limit);
      Secret password = Secret.random();
      ask(folder, programs, port, superuserName, ONLY_SUPERUSER.formatted(password.reveal()))
          .orThrow();
      own(access, NOBODY.formatted(superuserName) + WITH_PASSWORD);
      ask(folder, programs, port, superuserName, "select pg_reload_conf();").orThrow();
      var login = new Login("127.0.0.1", port, superuserName, password);
      ThrowawayCluster.awaitReady(folder, server, login);
      return new RecoveredCluster(folder, server, login);
    } catch (IOException | RuntimeException e) {
      server.stop(Duration.ZERO);
      throw e;
    }
  }

  public Login superuser() {
    return superuser;
  }

  @Override
  public void close() throws IOException {
    server.stop(Duration.ZERO);
    Trees.deleteIfExists(folder);
  }

  private static void awaitReplayed(
      Path folder,
      PostgresPrograms programs,
      int port,
      String superuserName,
      Spawned server,
      Duration limit)
      throws IOException {
    Instant until = Instant.now().plus(limit);
    while (!ask(folder, programs, port, superuserName, "select 1;").succeeded()) {
      if (!server.isAlive()) {
        throw notRecovered(lastWords(folder.resolve("log")));
      }
      if (Instant.now().isAfter(until)) {
        throw notRecovered("it took longer than " + limit);
      }
      try {
        Thread.sleep(LOOK_EVERY);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the log was replayed", e);
      }
    }
  }

  /** Why it ended: what follows that says nothing. */
  private static String lastWords(Path log) throws IOException {
    return Files.readAllLines(log, StandardCharsets.UTF_8).stream()
        .filter(line -> line.contains("FATAL:") || line.contains("PANIC:"))
        // Until it has replayed, everybody who asks is told to wait.
        .filter(line -> !line.contains("the database system is"))
        .reduce((_, later) -> later)
        .orElse("it ended without a reason.");
  }

  /** As the superuser, by the socket; statements go in where nobody sees them. */
  private static Finished ask(
      Path folder, PostgresPrograms programs, int port, String superuserName, String sql) {
    var command =
        ThrowawayCluster.command(
                programs,
                "psql",
                "--no-psqlrc",
                "--quiet",
                "--set=ON_ERROR_STOP=1",
                "--host=" + OF_THIS_FOLDER,
                "--port=" + port,
                "--username=" + superuserName,
                "--no-password",
                "--dbname=postgres",
                "--file=-")
            .in(folder.resolve("data"))
            .limit(ANSWER_LIMIT);
    return Processes.run(
        command, Input.of(new ByteArrayInputStream(sql.getBytes(StandardCharsets.UTF_8))));
  }

  private static Path ownFolder(Path path) throws IOException {
    Files.createDirectory(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    ThrowawayCluster.give(path);
    return path;
  }

  private static Path own(Path file, String content) throws IOException {
    Files.writeString(file, content, StandardCharsets.UTF_8);
    ThrowawayCluster.give(file);
    return file;
  }

  private static Trouble notRecovered(String why) {
    boolean gap = why.contains("before configured recovery target was reached");
    return new Trouble(
        gap
            ? Failure.operator(
                "The archived log ends before that moment, or has a gap before it.",
                "Choose a moment before; GET /operations/backup-service/archive says whether the log"
                    + " is archived.")
            : Failure.operator(
                "The cluster did not come to that moment: " + why,
                "Nothing in service is touched. Look whether there is room for throwaway clusters,"
                    + " then try again, or choose another moment."));
  }
}
