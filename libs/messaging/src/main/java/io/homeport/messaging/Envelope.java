package io.homeport.messaging;

import io.homeport.contracts.EventId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.events.Event;
import io.homeport.contracts.events.EventJson;
import io.homeport.contracts.events.EventTypes;
import io.homeport.contracts.events.UnreadableEvent;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** What a Kafka record turns out to be. */
sealed interface Envelope {

  /** An event this version knows. */
  record Known(Received received) implements Envelope {}

  /** A type of a newer version, or a tombstone: nothing to do. */
  record Unknown(String type) implements Envelope {}

  /** Claims to be an event and cannot be read. */
  record Poison(String reason) implements Envelope {}

  static Envelope read(Headers headers, byte @Nullable [] payload) {
    Optional<String> type = CloudEventHeaders.read(headers, CloudEventHeaders.TYPE);
    if (type.isEmpty()) {
      return new Poison("The record has no ce_type header.");
    }
    Optional<Class<? extends Event>> known = EventTypes.byWireName(type.get());
    if (payload == null || known.isEmpty()) {
      return new Unknown(type.get());
    }
    try {
      return new Known(received(headers, payload, known.get()));
    } catch (UnreadableEvent | IllegalArgumentException e) {
      return new Poison(type.get() + ": " + e.getMessage());
    }
  }

  private static Received received(Headers headers, byte[] payload, Class<? extends Event> type)
      throws UnreadableEvent {
    EventId id = EventId.of(required(headers, CloudEventHeaders.ID));
    return new Received(
        id,
        OrganizationId.of(required(headers, CloudEventHeaders.ORGANIZATION)),
        EventJson.read(new String(payload, StandardCharsets.UTF_8), type),
        new Cause(
            required(headers, CloudEventHeaders.CORRELATION),
            id.toString(),
            CloudEventHeaders.read(headers, CloudEventHeaders.TRACEPARENT).orElse(null)));
  }

  private static String required(Headers headers, String name) {
    return CloudEventHeaders.read(headers, name)
        .orElseThrow(() -> new IllegalArgumentException("the header " + name + " is missing"));
  }
}
