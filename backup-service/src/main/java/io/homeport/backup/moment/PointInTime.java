package io.homeport.backup.moment;

import io.homeport.backup.Trouble;
import io.homeport.backup.drill.RecoveredCluster;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.PostgresPrograms;
import io.homeport.backup.postgres.SqlState;
import io.homeport.contracts.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes the cluster of apps as it was at a moment, beside the live one, with the contents of one
 * database.
 *
 * @param folder where throwaway clusters live
 * @param limit wall-clock limit of replaying the log
 */
public record PointInTime(Pgbackrest pgbackrest, Login live, Path folder, Duration limit) {

  private static final Duration ARCHIVED_WITHIN = Duration.ofMinutes(2);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  private static final long ROOM_BESIDE_BYTES = 512L << 20;

  /**
   * Recovers. The caller closes what it gets.
   *
   * @param told is told what is being done, one sentence each
   * @throws Trouble where somebody has to act, or where trying again is enough
   */
  public RecoveredCluster recover(String database, Instant moment, Consumer<String> told)
      throws IOException, SQLException, InterruptedException {
    told.accept("Having the log archived up to now.");
    archiveUpToNow();
    BaseBackup base = pgbackrest.repository().before(moment).orElseThrow(() -> tooEarly(moment));
    requireRoom(database, base);
    told.accept(
        "Restoring the base backup of %s beside, then replaying the log up to %s."
            .formatted(base.endedAt(), moment));
    return RecoveredCluster.start(
        PostgresPrograms.ofMajor(major()),
        folder,
        live.user(),
        (data, tablespaces) -> pgbackrest.restore(base, moment, database, data, tablespaces),
        limit);
  }

  /**
   * Ends the segment that is being written and waits until it is archived. The commit in it is
   * later than any moment that somebody asks for now: replaying stops when it comes to that.
   */
  private void archiveUpToNow() throws SQLException, InterruptedException {
    String segment;
    try (Connection connection = live.open("postgres");
        var statement = connection.createStatement()) {
      statement.execute("select pg_logical_emit_message(true, 'homeport', 'a moment is wanted')");
      try (var row = statement.executeQuery("select pg_walfile_name(pg_switch_wal())")) {
        row.next();
        segment = row.getString(1);
      }
    }
    Instant until = Instant.now().plus(ARCHIVED_WITHIN);
    while (isOlder(Archiving.of(live).lastSegment(), segment)) {
      if (Instant.now().isAfter(until)) {
        throw new Trouble(
            Failure.retry(
                "The log of the apps' databases is not archived up to now.",
                ArchiveState.WHERE_TO_LOOK));
      }
      Thread.sleep(LOOK_EVERY);
    }
  }

  private static boolean isOlder(Optional<String> archived, String segment) {
    return archived.filter(each -> each.compareTo(segment) >= 0).isEmpty();
  }

  private void requireRoom(String database, BaseBackup base) throws IOException, SQLException {
    Files.createDirectories(folder);
    long needed =
        Math.min(sizeNow(database).orElse(base.bytes()), base.bytes()) + ROOM_BESIDE_BYTES;
    long room = Files.getFileStore(folder).getUsableSpace();
    if (room < needed) {
      throw new Trouble(
          Failure.operator(
              "Recovering beside takes %,d MB in %s, and %,d are free."
                  .formatted(needed >> 20, folder, room >> 20),
              "Free some space there, or name a folder on another disk in"
                  + " HOMEPORT_BACKUPS_DRILL_FOLDER, then restore again."));
    }
  }

  /** Empty where the database is gone meanwhile. */
  private Optional<Long> sizeNow(String database) throws SQLException {
    try (Connection connection = live.open("postgres");
        var statement = connection.prepareStatement("select pg_database_size(?::name)")) {
      statement.setString(1, database);
      try (var row = statement.executeQuery()) {
        row.next();
        return Optional.of(row.getLong(1));
      }
    } catch (SQLException e) {
      if (SqlState.NO_SUCH_DATABASE.is(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private int major() throws SQLException {
    try (Connection connection = live.open("postgres")) {
      return connection.getMetaData().getDatabaseMajorVersion();
    }
  }

  private static Trouble tooEarly(Instant moment) {
    return new Trouble(
        Failure.user(
            "No base backup of the apps' databases is from before " + moment + ".",
            "Choose a later moment, or restore a backup."));
  }
}
