package io.homeport.messaging.work;

import io.homeport.messaging.Transactions;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Writes what attempts record. Each write first updates the work's row under its attempt number: no
 * row means that a newer attempt has it, and the transaction is rolled back.
 */
@ApplicationScoped
class WorkRecords {

  private static final String FENCE =
      """
      update work set lease_until = greatest(lease_until, now())
      where id = :id and attempt = :attempt and state = 'running'
      """;
  private static final String DONE =
      """
      update work set state = 'done', ended_at = now(), error = null
      where id = :id and attempt = :attempt and state = 'running'
      """;
  private static final String FAILED =
      """
      update work set state = 'failed', ended_at = now(), error = :error
      where id = :id and attempt = :attempt and state = 'running'
      """;
  private static final String AGAIN =
      """
      update work set state = 'queued', error = :error,
                      run_after = now() + :pause * interval '1 millisecond'
      where id = :id and attempt = :attempt and state = 'running'
      """;

  /** The story of a subject ends with its last piece of work. */
  private static final String PROGRESS =
      """
      insert into progress (organization_id, subject, step, message, ended)
      values (:organization, :subject, :step, :message, :ended and not exists (
        select 1 from work where subject = :subject and state in ('queued', 'running')))
      """;

  @Inject Transactions transactions;

  void progress(WorkItem item, String step, String message) {
    fenced(item, FENCE, "", 0, () -> addProgress(item, step, message, false));
  }

  void record(WorkItem item, Supplier<Uni<Void>> change) {
    fenced(item, FENCE, "", 0, change);
  }

  void complete(WorkItem item, Supplier<Uni<Void>> change) {
    fenced(
        item,
        DONE,
        "",
        0,
        () -> change.get().chain(() -> addProgress(item, "done", "Done.", true)));
  }

  void fail(WorkItem item, String error, Supplier<Uni<Void>> change) {
    fenced(
        item,
        FAILED,
        error,
        0,
        () -> change.get().chain(() -> addProgress(item, "failed", error, true)));
  }

  void tryAgain(WorkItem item, String error, Duration pause) {
    fenced(item, AGAIN, error, pause.toMillis(), () -> Uni.createFrom().voidItem());
  }

  private void fenced(
      WorkItem item, String update, String error, long pauseMillis, Supplier<Uni<Void>> change) {
    transactions.await(() ->
        transactions.inOrganization(
            item.organization(),
            () ->
                change(item, update, error, pauseMillis)
                    .invoke(rows -> {
                      if (rows == 0) {
                        throw new StaleAttempt(item.id(), item.attempt());
                      }
                    })
                    .chain(ignored -> change.get())));
  }

  private static Uni<Integer> change(WorkItem item, String update, String error, long pauseMillis) {
    return Panache.getSession()
        .chain(session -> {
          var query =
              session
                  .createNativeQuery(update)
                  .setParameter("id", item.id())
                  .setParameter("attempt", item.attempt());
          if (update.contains(":error")) {
            query.setParameter("error", error);
          }
          if (update.contains(":pause")) {
            query.setParameter("pause", pauseMillis);
          }
          return query.executeUpdate();
        });
  }

  private static Uni<Void> addProgress(WorkItem item, String step, String message, boolean ended) {
    return Panache.getSession()
        .chain(session ->
            session
                .createNativeQuery(PROGRESS)
                .setParameter("organization", item.organization().value())
                .setParameter("subject", item.subject())
                .setParameter("step", step)
                .setParameter("message", message)
                .setParameter("ended", ended)
                .executeUpdate())
        .replaceWithVoid();
  }
}
