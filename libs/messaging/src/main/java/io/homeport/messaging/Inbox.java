package io.homeport.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Takes events so that their effects happen once: the event id is recorded in the transaction that
 * acts on it, so a second delivery finds it there and does nothing.
 *
 * <p>A failure that passes (the database restarts, a connection breaks) is retried in place, which
 * keeps the order. Anything else is tried three times and then put aside as a dead letter, so that
 * one poisonous event does not stop those behind it.
 */
@ApplicationScoped
public class Inbox {

  /** What a consumer does with an event, inside the event's transaction. */
  @FunctionalInterface
  public interface Handler {
    Uni<Void> handle(Received received);
  }

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration PATIENCE_WITH_THE_PASSING = Duration.ofMinutes(30);
  private static final int TRIES_OF_THE_REST = 2;

  private static final String RECORD =
      """
      insert into inbox (consumer, event_id, organization_id)
      values (:consumer, :event, :organization) on conflict do nothing
      """;

  @Inject Transactions transactions;
  @Inject DeadLetters deadLetters;
  @Inject MeterRegistry meters;

  /**
   * Takes one Kafka record and acknowledges it when its effects are recorded.
   *
   * @param consumer who takes it; an event has its effect once for each consumer
   */
  public Uni<Void> receive(String consumer, Message<byte[]> message, Handler handler) {
    IncomingKafkaRecordMetadata<?, ?> kafka =
        message
            .getMetadata(IncomingKafkaRecordMetadata.class)
            .orElseThrow(() -> new IllegalStateException("not a Kafka record"));
    return take(consumer, kafka, message.getPayload(), handler)
        .chain(() -> Uni.createFrom().completionStage(message.ack()));
  }

  private Uni<Void> take(
      String consumer, IncomingKafkaRecordMetadata<?, ?> kafka, byte[] payload, Handler handler) {
    return switch (Envelope.read(kafka.getHeaders(), payload)) {
      case Envelope.Unknown unknown -> {
        meters.counter("homeport.inbox.unknown", "type", unknown.type()).increment();
        yield Uni.createFrom().voidItem();
      }
      case Envelope.Poison poison -> deadLetters.add(consumer, kafka, payload, poison.reason());
      case Envelope.Known known ->
          patiently(once(consumer, known.received(), handler))
              .onFailure()
              .recoverWithUni(failure -> {
                Log.errorf(failure, "%s could not take %s", consumer, known.received().id());
                return deadLetters.add(consumer, kafka, payload, reason(failure));
              });
    };
  }

  /** The handler's effect and the note that it happened, in one transaction. */
  Uni<Void> once(String consumer, Received received, Handler handler) {
    return Uni.createFrom()
        .deferred(() ->
            transactions.inOrganization(
                received.organization(),
                () ->
                    recordOnce(consumer, received)
                        .chain(first ->
                            first ? handler.handle(received) : Uni.createFrom().voidItem())));
  }

  private static Uni<Boolean> recordOnce(String consumer, Received received) {
    return Panache.getSession()
        .chain(session ->
            session
                .createNativeQuery(RECORD)
                .setParameter("consumer", consumer)
                .setParameter("event", received.id().value())
                .setParameter("organization", received.organization().value())
                .executeUpdate())
        .map(rows -> rows == 1);
  }

  private static Uni<Void> patiently(Uni<Void> effect) {
    return effect
        .onFailure(Passing::is)
        .retry()
        .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
        .expireIn(PATIENCE_WITH_THE_PASSING.toMillis())
        .onFailure(failure -> !Passing.is(failure))
        .retry()
        .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
        .atMost(TRIES_OF_THE_REST);
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName() + ": " + root.getMessage();
  }
}
