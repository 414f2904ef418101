package io.homeport.local.postgres;

import io.homeport.local.Part;
import io.homeport.local.Secret;
import io.homeport.local.Trees;
import io.homeport.processes.Command;
import io.homeport.processes.OsUser;
import io.homeport.processes.ProcessException;
import io.homeport.processes.Processes;
import io.homeport.processes.Spawned;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One PostgreSQL server: its own data, one port on loopback, no unix socket, a password for
 * everybody. PostgreSQL refuses to run as root, so there it runs as the user postgres.
 *
 * @param directory what it keeps between starts; when this JVM is root, the user postgres must be
 *     able to reach it
 * @param password of the superuser {@link #SUPERUSER}; fixed by the first start
 * @param contents sees to it that the roles and databases are there that users of the cluster
 *     expect; called whenever the server has become ready
 * @param archive keeps what is written, so that the cluster can be restored to a moment
 */
public record PostgresCluster(
    String name,
    PostgresBinaries binaries,
    Path directory,
    int port,
    Secret password,
    Path log,
    Durability durability,
    int maxConnections,
    Consumer<Databases> contents,
    Optional<WalArchive> archive)
    implements Part {
  public static final String SUPERUSER = "homeport_admin";

  /** One whose past is not kept. */
  public PostgresCluster(
      String name,
      PostgresBinaries binaries,
      Path directory,
      int port,
      Secret password,
      Path log,
      Durability durability,
      int maxConnections,
      Consumer<Databases> contents) {
    this(
        name,
        binaries,
        directory,
        port,
        password,
        log,
        durability,
        maxConnections,
        contents,
        Optional.empty());
  }

  /** What survives a crash. */
  public enum Durability {
    /** What was committed. */
    FULL,
    /**
     * What was committed, if only the server crashed; all may be lost with the machine. For tests.
     */
    SERVER_CRASH_ONLY
  }

  public DatabaseAddress superuser() {
    return new DatabaseAddress("127.0.0.1", port, "postgres", SUPERUSER, password);
  }

  public Databases databases() {
    return new Databases(superuser());
  }

  /** The user that the server's processes run as. */
  public static OsUser user() {
    return OsUser.canSwitch() ? OsUser.named("postgres") : OsUser.same();
  }

  @Override
  public void prepare() throws IOException {
    if (archive.isPresent()) {
      archive.get().prepare(data(), port);
    }
    if (Files.isDirectory(data())) {
      return;
    }
    Files.createDirectories(directory);
    giveToServer(directory);
    initialise();
  }

  /** Into a folder beside, so that one interrupted half-way is not taken for a cluster. */
  private void initialise() throws IOException {
    Path fresh = directory.resolve("data.new");
    Trees.delete(fresh);
    Path passwordFile = directory.resolve("password.new");
    try {
      Files.deleteIfExists(passwordFile);
      Files.createFile(
          passwordFile,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(passwordFile, password.reveal() + "\n", StandardCharsets.UTF_8);
      giveToServer(passwordFile);
      Processes.run(initdb(fresh, passwordFile)).orThrow();
    } finally {
      Files.deleteIfExists(passwordFile);
    }
    Files.move(fresh, data());
  }

  private Command initdb(Path fresh, Path passwordFile) {
    var command =
        Command.of(binaries.program("initdb").toString())
            .plus("-D", fresh.toString(), "-U", SUPERUSER)
            .plus("--auth=scram-sha-256", "--pwfile=" + passwordFile)
            .plus("--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums")
            .in(directory)
            .as(user());
    return durability == Durability.SERVER_CRASH_ONLY ? command.plus("--no-sync") : command;
  }

  @Override
  public Command command() {
    return Command.of(binaries.program("postgres").toString(), "-D", data().toString())
        .plus(settings())
        .in(directory)
        .as(user());
  }

  private List<String> settings() {
    var settings = new ArrayList<String>();
    settings.add("port=" + port);
    settings.add("listen_addresses=127.0.0.1");
    settings.add("unix_socket_directories=");
    settings.add("max_connections=" + maxConnections);
    settings.add("shared_buffers=64MB");
    settings.add("password_encryption=scram-sha-256");
    settings.add("timezone=UTC");
    settings.add("log_timezone=UTC");
    settings.add("log_line_prefix=%m [%p] %u@%d ");
    // Statements hold customers' data and passwords.
    settings.add("log_min_error_statement=panic");
    if (durability == Durability.SERVER_CRASH_ONLY) {
      settings.addAll(List.of("fsync=off", "full_page_writes=off"));
    }
    archive.ifPresent(kept -> settings.addAll(kept.settings()));
    return settings.stream().flatMap(setting -> List.of("-c", setting).stream()).toList();
  }

  @Override
  public boolean isReady() {
    try (var connection = superuser().connect()) {
      return connection.isValid(2);
    } catch (SQLException notYet) {
      return false;
    }
  }

  @Override
  public void whenReady() {
    contents.accept(databases());
  }

  /** A fast shutdown: sessions are ended, a checkpoint is written. */
  @Override
  public void stop(Spawned program) {
    if (program.isAlive()) {
      try {
        Processes.run(
            Command.of(binaries.program("pg_ctl").toString(), "stop", "-D", data().toString())
                .plus("-m", "fast", "-w", "-t", "30", "-s")
                .in(directory)
                .limit(Duration.ofSeconds(40))
                .as(user()));
      } catch (ProcessException failed) {
        // Then it is ended below.
      }
    }
    program.stop(Duration.ofSeconds(5));
  }

  private Path data() {
    return directory.resolve("data");
  }

  static void giveToServer(Path path) throws IOException {
    if (user() instanceof OsUser.Named(String name)) {
      UserPrincipal owner =
          path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
      Files.setOwner(path, owner);
    }
  }
}
