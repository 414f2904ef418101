package io.homeport.gateway.route;

import io.homeport.contracts.events.EventJson;
import io.homeport.contracts.events.EventTypes;
import io.homeport.contracts.events.RouteChanged;
import io.homeport.contracts.events.UnreadableEvent;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** What a record of the routes topic says. */
sealed interface RouteChange {

  /** A host is answered by a release from now on. */
  record Changed(RouteChanged event) implements RouteChange {}

  /** A host is answered no more. */
  record Closed(String host) implements RouteChange {}

  /** Not for this version, or not an event at all; the rest of the topic is unharmed. */
  record Ignored(String why) implements RouteChange {}

  /**
   * Reads a CloudEvent in binary mode; a record without value is the tombstone of its key.
   *
   * @see <a
   *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">Kafka
   *     protocol binding</a>
   */
  static RouteChange of(ConsumerRecord<String, byte @Nullable []> message) {
    String key = message.key();
    byte[] value = message.value();
    if (key == null) {
      return new Ignored("it has no key");
    }
    if (value == null) {
      return new Closed(HostName.normalized(key));
    }
    Header type = message.headers().lastHeader("ce_type");
    if (type == null) {
      return new Ignored("it has no header ce_type");
    }
    String name = new String(type.value(), StandardCharsets.UTF_8);
    if (!EventTypes.wireName(RouteChanged.class).equals(name)) {
      return new Ignored("its type " + name + " is not known here");
    }
    return changed(key, new String(value, StandardCharsets.UTF_8));
  }

  private static RouteChange changed(String key, String json) {
    try {
      RouteChanged event = EventJson.read(json, RouteChanged.class);
      event.backend().ifPresent(Backend::of);
      return HostName.normalized(event.host()).equals(HostName.normalized(key))
          ? new Changed(event)
          : new Ignored("its key is not its host");
    } catch (UnreadableEvent | IllegalArgumentException e) {
      return new Ignored(String.valueOf(e.getMessage()));
    }
  }
}
