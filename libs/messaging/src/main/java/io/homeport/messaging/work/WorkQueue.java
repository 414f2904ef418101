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
}
