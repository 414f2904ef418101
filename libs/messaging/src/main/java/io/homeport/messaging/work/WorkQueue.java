package io.homeport.messaging.work;

import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Cause;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Slow work that is to be done, written in the transaction that decided it. */
@ApplicationScoped
public class WorkQueue {

  private static final String INSERT =
      """
      insert into work (id, organization_id, kind, subject, lane, correlation_id, causation_id,
                        traceparent)
      values (:id, :organization, :kind, :subject, nullif(:lane, ''), :correlation,
              nullif(:causation, ''), nullif(:traceparent, ''))
      """;

  /** Ends work before anything else is looked at: who records for it now is fenced out. */
  private static final String WITHDRAW =
      """
      update work set state = 'done', ended_at = now(), error = :message
      where kind = :kind and subject = :subject and state in ('queued', 'running')
      """;

  /** What was claimed once is under way, even while it waits for another attempt. */
  private static final String WITHDRAW_WAITING =
      """
      update work set state = 'done', ended_at = now(), error = :message
      where kind = :kind and subject = :subject and state = 'queued' and attempt = 0
      """;

  private static final String LAST_PROGRESS =
      """
      insert into progress (organization_id, subject, step, message, ended)
      values (:organization, :subject, :step, :message, true)
      """;

  /**
   * Adds work to the current transaction.
   *
   * @param kind the {@link WorkHandler#kind()} that does it
   * @param subject the id of the thing it is about, such as an import
   * @param lane what must not be worked on twice at a time, such as an environment: the work of one
   *     lane is done one after the other, in order; null for no such limit
   */
  public Uni<Void> enqueue(
      OrganizationId organization, String kind, UUID subject, @Nullable String lane, Cause cause) {
    String causation = cause.causationId();
    String traceparent = cause.traceparent();
    return Panache.getSession()
        .chain(session ->
            session
                .createNativeQuery(INSERT)
                .setParameter("id", UUID.randomUUID())
                .setParameter("organization", organization.value())
                .setParameter("kind", kind)
                .setParameter("subject", subject)
                .setParameter("lane", lane == null ? "" : lane)
                .setParameter("correlation", cause.correlationId())
                .setParameter("causation", causation == null ? "" : causation)
                .setParameter("traceparent", traceparent == null ? "" : traceparent)
                .executeUpdate())
        .replaceWithVoid();
  }

  /** What became of work that is no longer wanted, as those who follow it are told. */
  public record Withdrawal(String step, String message) {}

  /**
   * In the current transaction: takes work away that nobody has begun.
   *
   * @return false if it was begun, or ended
   */
  public Uni<Boolean> withdrawWaiting(
      OrganizationId organization, String kind, UUID subject, Withdrawal why) {
    return withdraw(WITHDRAW_WAITING, organization, kind, subject, why);
  }

  /**
   * In the current transaction: takes work away, also when it is under way. Nothing that its
   * attempt does from now on is recorded, and its thread is interrupted.
   *
   * @return false if it had ended
   */
  public Uni<Boolean> withdraw(
      OrganizationId organization, String kind, UUID subject, Withdrawal why) {
    return withdraw(WITHDRAW, organization, kind, subject, why);
  }

  private static Uni<Boolean> withdraw(
      String update, OrganizationId organization, String kind, UUID subject, Withdrawal why) {
    return Panache.getSession()
        .chain(session ->
            session
                .createNativeQuery(update)
                .setParameter("kind", kind)
                .setParameter("subject", subject)
                .setParameter("message", why.message())
                .executeUpdate()
                .chain(rows ->
                    rows == 0
                        ? Uni.createFrom().item(false)
                        : session
                            .createNativeQuery(LAST_PROGRESS)
                            .setParameter("organization", organization.value())
                            .setParameter("subject", subject)
                            .setParameter("step", why.step())
                            .setParameter("message", why.message())
                            .executeUpdate()
                            .replaceWith(true)));
  }
}
