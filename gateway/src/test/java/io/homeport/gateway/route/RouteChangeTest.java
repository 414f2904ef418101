package io.homeport.gateway.route;

import static io.homeport.gateway.route.Events.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.Digest;
import io.homeport.contracts.events.EventJson;
import io.homeport.contracts.events.RouteChanged;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class RouteChangeTest {

  private static final Digest SITE = Digest.of(new byte[] {1});
  private static final String TYPE = "io.homeport.route.changed.v1";

  @Test
  void a_route_event_is_a_change() {
    RouteChanged event = Events.route(3, SITE, 0);
    assertThat(RouteChange.of(message(HOST, TYPE, EventJson.write(event))))
        .isEqualTo(new RouteChange.Changed(event));
  }

  @Test
  void a_record_without_value_closes_its_key() {
    assertThat(
            RouteChange.of(new ConsumerRecord<>("homeport.routes", 0, 0, "Shop.Localhost", null)))
        .isEqualTo(new RouteChange.Closed("shop.localhost"));
  }

  @Test
  void what_is_no_route_event_is_ignored_with_a_reason() {
    String event = EventJson.write(Events.route(1, SITE, 0));
    String odd =
        EventJson.write(
            Events.route(HOST, 1, SITE, Optional.of(URI.create("ftp://x")), Events.NOON));
    assertThat(RouteChange.of(message(HOST, null, event))).isInstanceOf(RouteChange.Ignored.class);
    assertThat(RouteChange.of(message(HOST, "io.homeport.route.changed.v9", event)))
        .isInstanceOf(RouteChange.Ignored.class);
    assertThat(RouteChange.of(message(HOST, TYPE, "{"))).isInstanceOf(RouteChange.Ignored.class);
    assertThat(RouteChange.of(message("other.localhost", TYPE, event)))
        .isInstanceOf(RouteChange.Ignored.class);
    assertThat(RouteChange.of(message(HOST, TYPE, odd))).isInstanceOf(RouteChange.Ignored.class);
    assertThat(RouteChange.of(message(null, TYPE, event))).isInstanceOf(RouteChange.Ignored.class);
  }

  private static ConsumerRecord<String, byte[]> message(String key, String type, String json) {
    var message =
        new ConsumerRecord<>("homeport.routes", 0, 0, key, json.getBytes(StandardCharsets.UTF_8));
    if (type != null) {
      message.headers().add("ce_type", type.getBytes(StandardCharsets.UTF_8));
    }
    return message;
  }
}
