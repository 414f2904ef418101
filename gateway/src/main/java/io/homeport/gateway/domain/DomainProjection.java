package io.homeport.gateway.domain;

import io.homeport.contracts.events.DomainChanged;
import io.homeport.contracts.events.EventJson;
import io.homeport.contracts.events.EventTypes;
import io.homeport.contracts.events.UnreadableEvent;
import io.homeport.gateway.feed.Projection;
import io.homeport.gateway.route.HostName;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link Domains} as made of the domains topic. */
record DomainProjection(Domains domains) implements Projection {

  private static final Logger LOG = LoggerFactory.getLogger(DomainProjection.class);

  @Override
  public void take(ConsumerRecord<String, byte[]> message) {
    String name = message.key();
    if (name == null) {
      skip(message, "it has no key");
      return;
    }
    if (message.value() == null) {
      domains.close(HostName.normalized(name));
      return;
    }
    Header type = message.headers().lastHeader("ce_type");
    String kind = type == null ? "" : new String(type.value(), StandardCharsets.UTF_8);
    if (!kind.equals(EventTypes.wireName(DomainChanged.class))) {
      skip(message, "its type " + kind + " is not known here");
      return;
    }
    try {
      var event =
          EventJson.read(new String(message.value(), StandardCharsets.UTF_8), DomainChanged.class);
      if (event.name().equals(name)) {
        domains.note(event);
      } else {
        skip(message, "its key is not its name");
      }
    } catch (UnreadableEvent | IllegalArgumentException e) {
      skip(message, String.valueOf(e.getMessage()));
    }
  }

  private static void skip(ConsumerRecord<String, byte[]> message, String why) {
    LOG.warn(
        "Skipped offset {} of {}-{}: {}",
        message.offset(),
        message.topic(),
        message.partition(),
        why);
  }

  @Override
  public void settle() {
    domains.settle();
  }

  @Override
  public int waiting() {
    return domains.waiting();
  }

  @Override
  public int size() {
    return domains.size();
  }
}
