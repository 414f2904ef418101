package io.homeport.messaging;

import io.homeport.contracts.AppId;
import io.homeport.contracts.EventId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.events.Event;
import io.homeport.contracts.events.EventJson;
import io.homeport.contracts.events.EventTypes;
import io.homeport.contracts.events.Topic;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

/**
 * Events that are to be published, written in the transaction that made them true.
 *
 * <p>Whoever writes two events with one key in two transactions must order these transactions, by
 * updating the row the events are about: the relay publishes in the order of insertion.
 */
@ApplicationScoped
public class Outbox {

  private static final String INSERT =
      """
      insert into outbox (id, organization_id, aggregatetype, aggregateid, type, payload, app_id,
                          correlation_id, causation_id, traceparent)
      values (:id, :organization, :topic, :key, :type, nullif(:payload, ''), :app,
              :correlation, nullif(:causation, ''), nullif(:traceparent, ''))
      """;

  /** Adds an event to the current transaction. */
  public Uni<Void> publish(OrganizationId organization, Event event, Cause cause) {
    return insert(
        organization,
        event.app(),
        EventTypes.describe(event.getClass()).topic(),
        event.key(),
        EventTypes.wireName(event.getClass()),
        EventJson.write(event),
        cause);
  }

  /** Adds the end of a key on a compacted topic to the current transaction. */
  public Uni<Void> tombstone(
      OrganizationId organization, AppId app, Topic topic, String key, Cause cause) {
    return insert(organization, app, topic, key, "tombstone", "", cause);
  }

  private static Uni<Void> insert(
      OrganizationId organization,
      AppId app,
      Topic topic,
      String key,
      String type,
      String payload,
      Cause cause) {
    return Panache.getSession()
        .chain(session ->
            session
                .createNativeQuery(INSERT)
                .setParameter("id", EventId.next().value())
                .setParameter("organization", organization.value())
                .setParameter("topic", topic.topicName())
                .setParameter("key", key)
                .setParameter("type", type)
                .setParameter("payload", payload)
                .setParameter("app", app.value())
                .setParameter("correlation", cause.correlationId())
                .setParameter("causation", orEmpty(cause.causationId()))
                .setParameter("traceparent", orEmpty(cause.traceparent()))
                .executeUpdate())
        .replaceWithVoid();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
