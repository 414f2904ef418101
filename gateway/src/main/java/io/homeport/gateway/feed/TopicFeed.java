package io.homeport.gateway.feed;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
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
 * Reads a whole compacted topic from its beginning into a {@link Projection}, then follows it. It
 * belongs to no consumer group: every replica reads everything at every start, and nothing is
 * committed. While Kafka is away what was last known stays.
 */
public final class TopicFeed implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicFeed.class);

  /** How long one poll waits; a record that arrives ends the wait at once. */
  private static final Duration POLL = Duration.ofMillis(500);

  private static final Duration PAUSE = Duration.ofMillis(250);

  private final String brokers;
  private final String topicName;
  private final Projection projection;
  private volatile boolean stopped;
  private volatile boolean caughtUp;
  private volatile long lag;
  private volatile KafkaConsumer<String, byte[]> consumer;
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private boolean retrying;

  @SuppressWarnings("NullAway.Init") // The consumer is made on the thread that uses it.
  public TopicFeed(String brokers, String topicName, Projection projection) {
    this.brokers = brokers;
    this.topicName = topicName;
    this.projection = projection;
  }

  /** Whether everything that was on the topic at the start is in the projection. */
  public boolean caughtUp() {
    return caughtUp;
  }

  /** How many records are on the topic and not in the projection, as far as known. */
  public long lag() {
    return lag;
  }

  public void stop() {
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
        LOG.warn("{} cannot be read from Kafka; trying again: {}", topicName, e.getMessage());
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
      ConsumerRecords<String, byte[]> records = topic.poll(projection.waiting() > 0 ? PAUSE : POLL);
      records.forEach(projection::take);
      partitions.forEach(partition -> positions.put(partition, topic.position(partition)));
      if (caughtUp || reached(topic, ends)) {
        projection.settle();
        sayWhatWaits();
        if (!caughtUp) {
          LOG.info("{} hosts read from {}", projection.size(), topicName);
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

  private void sayWhatWaits() {
    boolean waits = projection.waiting() > 0;
    if (waits && !retrying) {
      LOG.warn(
          "{} hosts of {} wait for objects that cannot be read", projection.waiting(), topicName);
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
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "gateway-" + topicName);
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
