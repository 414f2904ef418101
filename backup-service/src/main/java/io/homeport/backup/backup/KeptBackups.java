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

  /** Those whose objects are to be deleted. */
  public Uni<List<BackupRow>> toDelete() {
    return BackupRow.list("expiredAt is not null and deletedAt is null");
  }

  /** Notes that its objects are gone. */
  public Uni<Void> deleted(UUID id, Instant now) {
    return BackupRow.update("deletedAt = ?1 where id = ?2", now, id).replaceWithVoid();
  }

  /** How many backups of an environment are good, or were and are damaged. */
  public record Counts(UUID environment, String state, long backups) {}

  /** Of all environments. */
  public Uni<List<Counts>> counts() {
    return Panache.getSession()
        .chain(session ->
            session
                .createQuery(
                    "select environmentId, state, count(*) from BackupRow where state in ('verified',"
                        + " 'damaged') and expiredAt is null group by environmentId, state",
                    Object[].class)
                .getResultList())
        .map(rows ->
            rows.stream()
                .map(row -> new Counts((UUID) row[0], (String) row[1], (Long) row[2]))
                .toList());
  }

  /** The latest instant that a verified backup holds, by environment. */
  public Uni<Map<UUID, Instant>> lastVerified() {
    return Panache.getSession()
        .chain(session ->
            session
                .createQuery(
                    "select environmentId, max(takenAt) from BackupRow"
                        + " where state = 'verified' and expiredAt is null group by environmentId",
                    Object[].class)
                .getResultList())
        .map(rows ->
            rows.stream().collect(Collectors.toMap(row -> (UUID) row[0], row -> (Instant) row[1])));
  }
}
