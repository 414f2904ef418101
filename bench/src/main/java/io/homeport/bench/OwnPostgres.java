package io.homeport.bench;

import io.homeport.local.Secret;
import io.homeport.local.postgres.DatabaseAddress;
import io.homeport.local.postgres.PostgresBinaries;
import io.homeport.local.postgres.PostgresCluster;
import io.homeport.processes.Command;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A benchmark's own PostgreSQL, in a folder that goes with it. */
public final class OwnPostgres implements AutoCloseable {
  private static final int CONNECTIONS = 50;
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final Path folder;
  private final PostgresCluster cluster;
  private @Nullable Spawned server;

  private OwnPostgres(Path folder, PostgresCluster cluster) {
    this.folder = folder;
    this.cluster = cluster;
  }

  /** Makes one, and starts it. */
  public static OwnPostgres start() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("homeport-bench");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    var cluster =
        new PostgresCluster(
            "bench",
            PostgresBinaries.require(),
            folder.resolve("postgres"),
            freePort(),
            new Secret(UUID.randomUUID().toString()),
            folder.resolve("log"),
            PostgresCluster.Durability.FULL,
            CONNECTIONS,
            databases -> {});
    cluster.prepare();
    var postgres = new OwnPostgres(folder, cluster);
    postgres.up();
    return postgres;
  }

  /** Starts it again. */
  public void up() throws InterruptedException {
    server = Processes.start(cluster.command(), folder.resolve("log"));
    while (!cluster.isReady()) {
      Thread.sleep(LOOK_EVERY);
    }
  }

  /** Stops it; its data stays. */
  public void down() {
    if (server != null) {
      cluster.stop(server);
    }
  }

  /** Whose folders others may enter; there is room for more. */
  public Path folder() {
    return folder;
  }

  public PostgresCluster cluster() {
    return cluster;
  }

  /** As the superuser. */
  public void execute(String database, String sql) throws SQLException {
    execute(cluster.superuser().in(database), sql);
  }

  public static void execute(DatabaseAddress database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    down();
    Processes.run(Command.of("rm", "-rf", folder.toString()));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
