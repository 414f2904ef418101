package io.homeport.gateway.route;

import static io.homeport.gateway.route.Events.HOST;
import static io.homeport.gateway.route.Events.NOON;
import static io.homeport.gateway.route.Events.published;
import static io.homeport.gateway.route.Events.release;
import static io.homeport.gateway.route.Events.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.Digest;
import io.homeport.contracts.events.RouteChanged;
import io.homeport.gateway.feed.TopicFeed;
import io.homeport.testkit.Await;
import io.homeport.testkit.OwnServices;
import io.homeport.testkit.Scratch;
import io.homeport.testkit.SharedServices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RouteFeedTest {

  private static final Digest SITE = Digest.of(new byte[] {1});

  private final String topic = SharedServices.uniqueName("routes");
  private final List<TopicFeed> feeds = new ArrayList<>();

  @AfterEach
  void stop() {
    feeds.forEach(TopicFeed::stop);
  }

  @Test
  void a_replica_that_starts_reads_everything_before_it_is_ready() throws Exception {
    // Given
    String kafka = SharedServices.get().kafka();
    create(kafka);
    for (int number = 1; number <= 20; number++) {
      send(kafka, route(number, SITE, number));
      send(kafka, route("host" + number + ".localhost", 1, SITE, Optional.empty(), NOON));
    }
    send(kafka, new ProducerRecord<>(topic, "host7.localhost", null));
    // When
    Routes routes = routes();
    TopicFeed feed = follow(kafka, routes);
    Await.until("caught up", feed::caughtUp);
    // Then
    assertThat(routes.of(HOST)).map(Route::release).contains(release(20));
    assertThat(routes.size()).isEqualTo(20);
    assertThat(routes.of("host7.localhost")).isEmpty();
    assertThat(routes.switches()).isEqualTo(20);
  }

  @Test
  void every_replica_follows_switches_forth_and_back_and_the_end_of_a_host() throws Exception {
    // Given
    String kafka = SharedServices.get().kafka();
    create(kafka);
    Routes one = routes();
    Routes other = routes();
    TopicFeed first = follow(kafka, one);
    TopicFeed second = follow(kafka, other);
    Await.until("caught up", () -> first.caughtUp() && second.caughtUp());
    // When
    int[] numbers = {1, 2, 1, 2};
    for (int at = 0; at < numbers.length; at++) {
      send(kafka, route(numbers[at], SITE, at));
      // Then
      int number = numbers[at];
      Await.until("switched", () -> serves(one, number) && serves(other, number));
    }
    // When
    send(kafka, new ProducerRecord<>(topic, HOST, null));
    // Then
    Await.until("closed", () -> one.of(HOST).isEmpty() && other.of(HOST).isEmpty());
  }

  @Test
  void a_record_that_is_no_event_stops_nothing() throws Exception {
    // Given
    String kafka = SharedServices.get().kafka();
    create(kafka);
    Routes routes = routes();
    follow(kafka, routes);
    // When
    send(kafka, new ProducerRecord<>(topic, HOST, "{".getBytes(StandardCharsets.UTF_8)));
    var odd = published(route(1, SITE, 0));
    odd.headers().remove("ce_type").add("ce_type", new byte[] {'x'});
    send(kafka, new ProducerRecord<>(topic, null, HOST, odd.value(), odd.headers()));
    send(kafka, route(2, SITE, 1));
    // Then
    Await.until("switched", () -> serves(routes, 2));
  }

  @Test
  void while_kafka_is_away_the_last_routes_stay_and_afterwards_new_ones_come() throws Exception {
    try (Scratch scratch = Scratch.directory();
        var kafka = OwnServices.kafka(scratch)) {
      // Given
      create(kafka.part().bootstrapServers());
      send(kafka.part().bootstrapServers(), route(1, SITE, 0));
      Routes routes = routes();
      TopicFeed feed = follow(kafka.part().bootstrapServers(), routes);
      Await.until("caught up", feed::caughtUp);
      // When
      kafka.crash();
      // Then
      assertThat(serves(routes, 1)).isTrue();
      assertThat(feed.caughtUp()).isTrue();
      // When
      kafka.restart();
      send(kafka.part().bootstrapServers(), route(2, SITE, 1));
      // Then
      Await.until("switched", () -> serves(routes, 2));
    }
  }

  private static boolean serves(Routes routes, int number) {
    return routes.of(HOST).map(Route::release).filter(release(number)::equals).isPresent();
  }

  private static Routes routes() {
    return new Routes(digest -> emptySite());
  }

  private static SiteManifest emptySite() throws IOException {
    return SiteManifest.read("{\"files\":{}}".getBytes(StandardCharsets.UTF_8));
  }

  private TopicFeed follow(String kafka, Routes routes) {
    TopicFeed feed = new TopicFeed(kafka, topic, new RouteProjection(routes));
    feeds.add(feed);
    Thread.ofVirtual().start(feed);
    return feed;
  }

  private void create(String kafka) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(topic, 3, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
          .all()
          .get();
    }
  }

  private void send(String kafka, RouteChanged event) throws Exception {
    var message = published(event);
    send(
        kafka,
        new ProducerRecord<>(topic, null, message.key(), message.value(), message.headers()));
  }

  private void send(String kafka, ProducerRecord<String, byte[]> message) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer.send(message).get();
    }
  }
}
