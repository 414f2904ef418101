package io.homeport.backup.moment;

import io.homeport.backup.postgres.Login;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * What the cluster of apps itself says of its log's archiving.
 *
 * @param on whether it archives at all
 * @param lastSegment the newest that it has been told is archived
 * @param waiting how many segments are written and not archived
 * @param waitingSince when the oldest of them was written
 * @param dataFolder where its files are
 */
public record Archiving(
    boolean on,
    Optional<String> lastSegment,
    Optional<Instant> lastArchivedAt,
    long waiting,
    Optional<Instant> waitingSince,
    String dataFolder) {

  private static final String QUERY =
      """
      select current_setting('archive_mode') <> 'off', last_archived_wal, last_archived_time,
        waiting.segments, waiting.since, current_setting('data_directory')
      from pg_stat_archiver,
        (select count(*) as segments, min(modification) as since from pg_ls_archive_statusdir()
         where name like '%.ready') waiting
      """;

  static Archiving of(Login live) throws SQLException {
    try (Connection connection = live.open("postgres");
        var statement = connection.createStatement();
        var row = statement.executeQuery(QUERY)) {
      row.next();
      return new Archiving(
          row.getBoolean(1),
          Optional.ofNullable(row.getString(2)),
          instant(row, 3),
          row.getLong(4),
          instant(row, 5),
          row.getString(6));
    }
  }

  /** By so much what can be restored lags behind what was written; zero where nothing waits. */
  Duration behind(Instant now) {
    return waitingSince
        .map(since -> Duration.between(since, now))
        .filter(Duration::isPositive)
        .orElse(Duration.ZERO);
  }

  private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
