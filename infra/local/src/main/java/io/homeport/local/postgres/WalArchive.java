package io.homeport.local.postgres;

import io.homeport.local.PartFailed;
import io.homeport.local.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a cluster's write-ahead log goes as it is written, by pgBackRest. Base backups are taken by
 * backup-service, which reads the same configuration.
 *
 * @param program pgBackRest's
 * @param folder of its configuration and locks; PostgreSQL's user must be able to reach it
 * @param repository the folder that the log and the base backups are kept in, encrypted
 * @param key what they are encrypted with; without it they cannot be read
 * @param days for so long at least the cluster can be restored to any moment
 * @param mostWaitingGigabytes so much of the log may wait on the cluster's disk for an archive that
 *     does not take it. Then it is dropped, which leaves a gap of moments, rather than that the
 *     apps' disk is full.
 * @see <a href="https://pgbackrest.org/configuration.html">pgBackRest's configuration</a>
 */
public record WalArchive(
    Path program, Path folder, Path repository, Secret key, int days, int mostWaitingGigabytes) {

  /** How pgBackRest names what belongs to one cluster. */
  public static final String STANZA = "apps";

  private static final int FEWEST_DAYS = 1;

  /** A segment that is not full is archived after this time, if anything was written. */
  private static final int SECONDS_AT_MOST = 60;

  public WalArchive {
    if (days < FEWEST_DAYS || mostWaitingGigabytes < 1) {
      throw new IllegalArgumentException(
          "an archive is kept for a day and has a gigabyte at least");
    }
  }

  /** Where pgBackRest is, if it is installed. */
  public static Optional<Path> program(Map<String, String> environment) {
    return Stream.of(environment.getOrDefault("PATH", "/usr/bin").split(":", -1))
        .filter(each -> !each.isEmpty())
        .map(each -> Path.of(each, "pgbackrest"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  public Path config() {
    return folder.resolve("pgbackrest.conf");
  }

  /** What the server is told. */
  List<String> settings() {
    return List.of(
        "wal_level=replica",
        "archive_mode=on",
        "archive_command=%s --config=%s --stanza=%s archive-push %%p"
            .formatted(quoted(program), quoted(config()), STANZA),
        "archive_timeout=" + SECONDS_AT_MOST);
  }

  /** Writes the configuration, for the eyes of the server's user alone: it holds the key. */
  void prepare(Path data, int port) throws IOException {
    Files.createDirectories(folder);
    requireDisk();
    for (Path each : List.of(folder, repository, folder.resolve("lock"))) {
      Files.createDirectories(each);
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
      PostgresCluster.giveToServer(each);
    }
    Path fresh = Files.createTempFile(folder, "pgbackrest", ".new");
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(fresh, configuration(data, port), StandardCharsets.UTF_8);
    PostgresCluster.giveToServer(fresh);
    Files.move(fresh, config(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** What is written below a disk that is not mounted is hidden when it is, and fills another. */
  private void requireDisk() {
    Path above = repository.getParent();
    if (above != null && !Files.isDirectory(above)) {
      throw new PartFailed(
          "The folder %s, which the past of the apps' databases is to be kept in (HOMEPORT_ARCHIVE_FOLDER), is not there. Mount its disk; if it is new, make the folder."
              .formatted(above));
    }
  }

  private String configuration(Path data, int port) {
    return """
    [global]
    repo1-path=%s
    repo1-cipher-type=aes-256-cbc
    repo1-cipher-pass=%s
    repo1-retention-full-type=time
    repo1-retention-full=%d
    repo1-bundle=y
    compress-type=zst
    lock-path=%s
    log-level-file=off
    log-level-console=warn
    log-timestamp=n
    start-fast=y
    stop-auto=y
    archive-push-queue-max=%dGiB

    [%s]
    pg1-path=%s
    pg1-port=%d
    pg1-user=%s
    """
        .formatted(
            repository,
            key.reveal(),
            days,
            folder.resolve("lock"),
            mostWaitingGigabytes,
            STANZA,
            data,
            port,
            PostgresCluster.SUPERUSER);
  }

  /** The server gives the command to a shell, and reads {@code %} in its own way. */
  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "'\\''").replace("%", "%%") + "'";
  }
}
