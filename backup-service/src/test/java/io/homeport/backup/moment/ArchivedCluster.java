package io.homeport.backup.moment;

import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.Secret;
import io.homeport.local.FreePorts;
import io.homeport.local.RunningPart;
import io.homeport.local.postgres.PostgresBinaries;
import io.homeport.local.postgres.PostgresCluster;
import io.homeport.local.postgres.WalArchive;
import io.homeport.testkit.Scratch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A real cluster of apps whose past a real pgBackRest keeps, as in the embedded stack. */
public final class ArchivedCluster implements AutoCloseable {

  private static final String PASSWORD = "of-the-superuser";

  private final Scratch scratch = Scratch.directory();
  private final WalArchive archive;
  private final RunningPart<PostgresCluster> cluster;

  public ArchivedCluster() {
    archive =
        new WalArchive(
            WalArchive.program(Map.of())
                .orElseThrow(() ->
                    new IllegalStateException(
                        "pgBackRest is not installed: apt-get install pgbackrest")),
            scratch.path().resolve("archive"),
            scratch.path().resolve("archive").resolve("repository"),
            new io.homeport.local.Secret("the-key-of-the-archive"),
            30,
            4);
    cluster =
        RunningPart.start(
            new PostgresCluster(
                "postgres-apps",
                PostgresBinaries.require(),
                scratch.path().resolve("postgres-apps"),
                FreePorts.one(),
                new io.homeport.local.Secret(PASSWORD),
                scratch.path().resolve("postgres-apps.log"),
                PostgresCluster.Durability.FULL,
                60,
                _ -> {},
                Optional.of(archive)));
  }

  public Login superuser() {
    return new Login(
        "127.0.0.1", cluster.part().port(), PostgresCluster.SUPERUSER, new Secret(PASSWORD));
  }

  public Pgbackrest pgbackrest() {
    return new Pgbackrest(archive.program(), archive.config(), superuser(), Duration.ofMinutes(5));
  }

  public Path config() {
    return archive.config();
  }

  Path repository() {
    return archive.repository();
  }

  /** Where clusters are recovered. */
  Path recovered() {
    return scratch.path().resolve("recovered");
  }

  PointInTime pointInTime() {
    return new PointInTime(pgbackrest(), superuser(), recovered(), Duration.ofMinutes(5));
  }

  @Override
  public void close() {
    cluster.close();
    scratch.close();
  }
}
