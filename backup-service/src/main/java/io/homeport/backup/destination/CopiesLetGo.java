package io.homeport.backup.destination;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Copies of backups that are kept no longer, until they are gone. In the caller's transaction. */
@ApplicationScoped
public class CopiesLetGo {

  /** Of one that was never stored whole something may be at the first destination. */
  private static final String ADD =
      """
      insert into backup_copy (id, organization_id, backup_id, destination, state, next_try_at)
      select gen_random_uuid(), b.organization_id, b.id, cast(:first as text), 'deleting', cast(:now as timestamptz)
      from backup b where b.expired_at is not null and b.deleted_at is null
      on conflict (backup_id, destination) do nothing
      """;

  private static final String BEGIN =
      """
      update backup_copy c set state = 'deleting', next_try_at = :now,
        failure_what = null, failure_remedy = null
      from backup b
      where b.id = c.backup_id and b.expired_at is not null and c.state not in ('deleting', 'deleted')
      """;

  private static final String LEFT =
      """
      update backup_copy set failure_what = 'Its destination is not configured any more.',
        failure_remedy = 'Configure it again to have the copy deleted, or delete it there by hand.'
      where state = 'deleting' and failure_what is null
        and not destination = any (string_to_array(:names, ','))
      """;

  @Inject Destinations destinations;
  @Inject Clock clock;

  /** Marks what belongs to backups that are kept no longer. */
  public Uni<Void> begin() {
    Instant now = clock.instant();
    return Panache.getSession()
        .chain(session ->
            session
                .createNativeQuery(ADD)
                .setParameter("first", destinations.first().name())
                .setParameter("now", now)
                .executeUpdate()
                .chain(
                    () -> session.createNativeQuery(BEGIN).setParameter("now", now).executeUpdate())
                .chain(() ->
                    session
                        .createNativeQuery(LEFT)
                        .setParameter("names", String.join(",", destinations.names()))
                        .executeUpdate()))
        .replaceWithVoid();
  }

  /** Those to be looked for now. */
  public Uni<List<CopyRow>> due() {
    return CopyRow.list(
        "state = 'deleting' and nextTryAt <= ?1 and destination in ?2",
        clock.instant(),
        destinations.names());
  }

  /** A look found nothing of it. */
  public Uni<Void> gone(UUID copy) {
    return CopyRow.update(
            "state = 'deleted', deletedAt = ?1, nextTryAt = null, failureWhat = null,"
                + " failureRemedy = null where id = ?2 and state = 'deleting'",
            clock.instant(),
            copy)
        .replaceWithVoid();
  }

  /** It was found, and deleted. */
  public Uni<Void> lookAgain(UUID copy, Instant at) {
    return CopyRow.update("nextTryAt = ?1 where id = ?2", at, copy).replaceWithVoid();
  }

  /** It could not be deleted. */
  public Uni<Void> notDeleted(UUID copy, IOException why, Instant next) {
    return CopyRow.update(
            "nextTryAt = ?1, failureWhat = ?2, failureRemedy = ?3 where id = ?4",
            next,
            "It could not be deleted: %s.".formatted(Fault.of(why)),
            "It is tried again. Look at the storage, at what its key may do there, and at"
                + " backup-service's log.",
            copy)
        .replaceWithVoid();
  }
}
