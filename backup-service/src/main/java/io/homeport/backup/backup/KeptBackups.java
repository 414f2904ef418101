package io.homeport.backup.backup;

import io.homeport.backup.policy.Retention;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Backups that have ended, for as long as they are kept; in the caller's transaction. */
@ApplicationScoped
public class KeptBackups {

  private static final String GONE =
      """
      update backup b set deleted_at = :now
      where expired_at is not null and deleted_at is null and not exists (
        select from backup_copy c where c.backup_id = b.id and c.state <> 'deleted'
        and c.destination = any (string_to_array(:names, ',')))
        and exists (select from backup_copy c where c.backup_id = b.id and c.state = 'deleted')
      """;

  /** Those of an environment that have ended and are still there. */
  public Uni<List<Retention.Kept>> kept(UUID environment) {
    return BackupRow.<BackupRow>find(
            "environmentId = ?1 and endedAt is not null and expiredAt is null", environment)
        .list()
        .map(rows -> rows.stream().map(BackupRow::kept).toList());
  }

  /** Ends their keeping. */
  public Uni<Void> expire(List<UUID> ids, Instant now) {
    return BackupRow.update(
            "expiredAt = ?1 where id in ?2 and expiredAt is null and holdReason is null"
                + " and (lockedUntil is null or lockedUntil <= ?1)",
            now,
            ids)
        .replaceWithVoid();
  }

  /** One of them, or of those that were. */
  public Uni<BackupRow> row(UUID id) {
    return BackupRow.findById(id);
  }

  /** Notes those that no destination has any more. */
  public Uni<Void> deletedWhereGone(List<String> destinations, Instant now) {
    return Panache.getSession()
        .chain(session ->
            session
                .createNativeQuery(GONE)
                .setParameter("now", now)
                .setParameter("names", String.join(",", destinations))
                .executeUpdate())
        .replaceWithVoid();
  }

  /** How many backups of an environment are good, or were and are damaged. */
  public record Counts(UUID environment, String state, long backups) {}

  /** Of all environments; a good one that was made of a moment is none to rely on alone. */
  public Uni<List<Counts>> counts() {
    return Panache.getSession()
        .chain(session ->
            session
                .createQuery(
                    "select environmentId, state, count(*) from BackupRow where (state = 'damaged' or"
                        + " state = 'verified' and reason <> :moment) and expiredAt is null"
                        + " group by environmentId, state",
                    Object[].class)
                .setParameter("moment", BackupRow.MOMENT)
                .getResultList())
        .map(rows ->
            rows.stream()
                .map(row -> new Counts((UUID) row[0], (String) row[1], (Long) row[2]))
                .toList());
  }

  /**
   * The latest instant that a verified backup holds, by environment. One that was made of a moment
   * holds no stored files, and is nothing to rely on alone.
   */
  public Uni<Map<UUID, Instant>> lastVerified() {
    return Panache.getSession()
        .chain(session ->
            session
                .createQuery(
                    "select environmentId, max(takenAt) from BackupRow"
                        + " where state = 'verified' and expiredAt is null and reason <> :moment"
                        + " group by environmentId",
                    Object[].class)
                .setParameter("moment", BackupRow.MOMENT)
                .getResultList())
        .map(rows ->
            rows.stream().collect(Collectors.toMap(row -> (UUID) row[0], row -> (Instant) row[1])));
  }
}
