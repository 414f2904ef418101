package io.homeport.gateway.route;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the whole routes topic from its beginning into {@link Routes}, then follows it. It belongs
 * to no consumer group: every replica reads everything at every start, and nothing is committed.
 * While Kafka is away the last known routes stay.
 */
final class RouteFeed implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(RouteFeed.class);

  /** How long one poll waits; a record that arrives ends the wait at once. */
  private static final Duration POLL = Duration.ofMillis(500);

  private static final Duration PAUSE = Duration.ofMillis(250);

  private final String brokers;
  private final String topicName;
  private final Routes routes;
  private volatile boolean stopped;
  private volatile boolean caughtUp;
  private volatile long lag;
  private volatile KafkaConsumer<String, byte[]> consumer;
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private boolean retrying;

  @SuppressWarnings("NullAway.Init") // The consumer is made on the thread that uses it.
  RouteFeed(String brokers, String topicName, Routes routes) {
    this.brokers = brokers;
    this.topicName = topicName;
    this.routes = routes;
  }

  /** Whether everything that was on the topic at the start is in the routes. */
  boolean caughtUp() {
    return caughtUp;
  }

  /** How many records are on the topic and not in the routes, as far as known. */
  long lag() {
    return lag;
  }

  void stop() {
    stopped = true;
    KafkaConsumer<String, byte[]> current = consumer;
    if (current != null) {
      current.wakeup();
    }
  }

  @Override
  public void run() {
    while (!stopped) {
      try (var opened = new KafkaConsumer<String, byte[]>(properties())) {
        consumer = opened;
        follow(opened);
      } catch (WakeupException | InterruptException e) {
        return;
      } catch (KafkaException e) {
        LOG.warn("Routes cannot be read from Kafka; trying again: {}", e.getMessage());
        pause();
      }
    }
  }

  private void follow(KafkaConsumer<String, byte[]> topic) {
    List<TopicPartition> partitions = partitions(topic);
    if (partitions.isEmpty()) {
      return;
    }
    topic.assign(partitions);
    begin(topic, partitions);
    Map<TopicPartition, Long> ends = topic.endOffsets(partitions);
    while (!stopped) {
      ConsumerRecords<String, byte[]> records = topic.poll(routes.waiting() > 0 ? PAUSE : POLL);
      records.forEach(this::note);
      partitions.forEach(partition -> positions.put(partition, topic.position(partition)));
      if (caughtUp || reached(topic, ends)) {
        routes.settle();
        sayWhatWaits();
        if (!caughtUp) {
          LOG.info("Routes of {} hosts read from Kafka", routes.size());
        }
        caughtUp = true;
      }
      lag = lagOf(topic, partitions);
    }
  }

  /**
   * From the beginning, or, with a new consumer after an error, from where the one before was:
   * reading a tombstone again would close a host that was opened since.
   */
  private void begin(KafkaConsumer<String, byte[]> topic, List<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      Long reached = positions.get(partition);
      if (reached == null) {
        topic.seekToBeginning(List.of(partition));
      } else {
        topic.seek(partition, reached);
      }
    }
  }

  /** Waits for the topic, which deploy-service creates. */
  private List<TopicPartition> partitions(KafkaConsumer<String, byte[]> topic) {
    while (!stopped) {
      List<PartitionInfo> found = topic.partitionsFor(topicName);
      if (found != null && !found.isEmpty()) {
        return found.stream().map(info -> new TopicPartition(topicName, info.partition())).toList();
      }
      pause();
    }
    return List.of();
  }

  private void note(ConsumerRecord<String, byte[]> message) {
    switch (RouteChange.of(message)) {
      case RouteChange.Changed(var event) -> routes.note(event);
      case RouteChange.Closed(var host) -> routes.close(host);
      case RouteChange.Ignored(var why) ->
          LOG.warn(
              "Skipped offset {} of {}-{}: {}",
              message.offset(),
              message.topic(),
              message.partition(),
              why);
    }
  }

  private void sayWhatWaits() {
    boolean waits = routes.waiting() > 0;
    if (waits && !retrying) {
      LOG.warn("{} hosts wait for a site manifest that cannot be read", routes.waiting());
    }
    retrying = waits;
  }

  private static boolean reached(
      KafkaConsumer<String, byte[]> topic, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream().allMatch(end -> topic.position(end.getKey()) >= end.getValue());
  }

  private static long lagOf(KafkaConsumer<String, byte[]> topic, List<TopicPartition> partitions) {
    long sum = 0;
    for (TopicPartition partition : partitions) {
      OptionalLong behind = topic.currentLag(partition);
      sum += behind.orElse(0);
    }
    return sum;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "gateway-routes");
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // The broker answers a waiting fetch as soon as there is one byte: switches arrive at once.
    properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    properties.put(ConsumerConfig.RECONNECT_BACKOFF_MS_CONFIG, 50);
    properties.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
    return properties;
  }
}
