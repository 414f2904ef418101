package io.homeport.specs.scratch;

import io.homeport.processes.Command;
import io.homeport.processes.Processes;
import io.homeport.processes.Spawned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/**
 * A throwaway PostgreSQL of its own: other people's SQL runs in it as a role that is no superuser,
 * it holds nothing else, and it is gone afterwards. Its superuser is {@code supabase_admin}, as on
 * Supabase, which leaves the name {@code postgres} to the role that migrations expect.
 *
 * <p>It listens on loopback only, with passwords nobody else knows, and writes carelessly: what it
 * holds need not survive anything.
 */
public final class ScratchServer implements AutoCloseable {

  static final String SUPERUSER = "supabase_admin";
  static final String MIGRATOR = "postgres";
  static final String DATABASE = "scratch";
  static final String API = "authenticator";

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_GRACE = Duration.ofSeconds(2);
  private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();
  private static final int PORT_ATTEMPTS = 3;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ScratchFolder folder;
  private final Spawned process;
  private final int port;
  private final String superuserPassword;
  private final String migratorPassword;
  private final String apiPassword;

  private ScratchServer(ScratchFolder folder, Spawned process, int port, String superuserPassword) {
    this.folder = folder;
    this.process = process;
    this.port = port;
    this.superuserPassword = superuserPassword;
    this.migratorPassword = password();
    this.apiPassword = password();
  }

  /**
   * Starts a server with an empty database that has the Supabase prelude.
   *
   * @throws ScratchFailed if PostgreSQL cannot be started here
   */
  public static ScratchServer start(ScratchSettings settings) {
    var folder = ScratchFolder.create(settings);
    try {
      String password = password();
      Path passwordFile = folder.secretFile("password", password, settings.user());
      initialise(settings, folder, passwordFile);
      var server = launch(settings, folder, password);
      try {
        Prelude.apply(server);
        return server;
      } catch (SQLException cause) {
        server.close();
        throw new ScratchFailed(
            "The prelude does not apply to this PostgreSQL: " + cause.getMessage(), cause);
      }
    } catch (RuntimeException failed) {
      folder.delete();
      throw failed;
    }
  }

  /** Ends the servers, and removes the data, that JVMs left behind which were killed. */
  public static int removeLeftovers(ScratchSettings settings) {
    return ScratchFolder.removeLeftovers(settings.directory());
  }

  /** A connection of the role that migrations run as. It has no power over the server. */
  Connection connect() throws SQLException {
    return connect(DATABASE, MIGRATOR, migratorPassword);
  }

  /** The same, to a copy of the database. */
  Connection connect(String database) throws SQLException {
    return connect(database, MIGRATOR, migratorPassword);
  }

  /** A connection of the role that PostgREST signs in as; it can only become another role. */
  Connection connectAsApi(String database) throws SQLException {
    return connect(database, API, apiPassword);
  }

  /** Copies the database as it is; nobody may be connected to it. None of its code runs. */
  void copy(String name) throws SQLException {
    try (var connection = connectAsSuperuser("postgres");
        var statement = connection.createStatement()) {
      statement.execute("create database %s template %s".formatted(name, DATABASE));
      statement.execute("grant create, temporary on database %s to %s".formatted(name, MIGRATOR));
    }
  }

  /** A connection of the superuser; never to be used once other people's SQL has run. */
  Connection connectAsSuperuser(String database) throws SQLException {
    return connect(database, SUPERUSER, superuserPassword);
  }

  String migratorPassword() {
    return migratorPassword;
  }

  String apiPassword() {
    return apiPassword;
  }

  /**
   * Ends one backend from outside: unlike a cancelled statement this cannot be caught by the SQL
   * that runs in it. The superuser connects to the database {@code postgres}, where no migration
   * has been.
   */
  void terminate(int backendPid) throws SQLException {
    try (var connection = connectAsSuperuser("postgres");
        var query = connection.prepareStatement("select pg_catalog.pg_terminate_backend(?)")) {
      query.setInt(1, backendPid);
      query.executeQuery().close();
    }
  }

  long pid() {
    return process.pid();
  }

  /** How many bytes its data takes on disk. */
  long bytes() {
    return folder.bytes();
  }

  @Override
  public void close() {
    process.stop(STOP_GRACE);
    folder.delete();
  }

  private static void initialise(
      ScratchSettings settings, ScratchFolder folder, Path passwordFile) {
    Processes.run(
            Command.of(
                    settings.binaries().resolve("initdb").toString(),
                    "--pgdata=" + folder.data(),
                    "--username=" + SUPERUSER,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--no-sync")
                .as(settings.user())
                .in(settings.directory())
                .limit(START_LIMIT))
        .orThrow();
  }

  private static ScratchServer launch(
      ScratchSettings settings, ScratchFolder folder, String password) {
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      var process = Processes.start(serverCommand(settings, folder, port), folder.log());
      folder.noteServer(process);
      var server = new ScratchServer(folder, process, port, password);
      if (server.becomesReady()) {
        return server;
      }
      process.stop(STOP_GRACE);
      if (attempt == PORT_ATTEMPTS) {
        throw new ScratchFailed(
            "The throwaway PostgreSQL of " + settings.binaries() + " does not start.");
      }
    }
  }

  private static Command serverCommand(ScratchSettings settings, ScratchFolder folder, int port) {
    return Command.of(
            settings.binaries().resolve("postgres").toString(), "-D", folder.data().toString())
        .plus("-c", "port=" + port)
        .plus("-c", "listen_addresses=127.0.0.1")
        .plus("-c", "unix_socket_directories=")
        .plus("-c", "max_connections=20")
        .plus("-c", "shared_buffers=32MB")
        .plus("-c", "max_locks_per_transaction=512")
        .plus("-c", "fsync=off")
        .plus("-c", "synchronous_commit=off")
        .plus("-c", "full_page_writes=off")
        .plus("-c", "wal_level=minimal")
        .plus("-c", "max_wal_senders=0")
        .plus("-c", "max_wal_size=128MB")
        .plus("-c", "temp_file_limit=256MB")
        .plus("-c", "autovacuum=off")
        .plus("-c", "jit=off")
        .plus("-c", "max_parallel_workers=0")
        .plus("-c", "log_min_messages=fatal")
        .plus("-c", "log_min_error_statement=panic")
        .as(settings.user())
        .in(settings.directory());
  }

  private boolean becomesReady() {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (process.isAlive() && System.nanoTime() < deadline) {
      try (var connection = connectAsSuperuser("postgres")) {
        return connection.isValid(5);
      } catch (SQLException notYet) {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
    return false;
  }

  private Connection connect(String database, String role, String password) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", role);
    properties.setProperty("password", password);
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("ApplicationName", "homeport");
    String url = "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    var connection = new org.postgresql.Driver().connect(url, properties);
    if (connection == null) {
      throw new SQLException("The PostgreSQL driver does not take " + url);
    }
    return connection;
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException cause) {
      throw new UncheckedIOException("There is no free port on loopback", cause);
    }
  }

  private static String password() {
    var bytes = new byte[24];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes).toLowerCase(Locale.ROOT);
  }
}
