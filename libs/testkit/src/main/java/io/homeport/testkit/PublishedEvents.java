package io.homeport.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What is on a topic, from its beginning to its end at the time of asking. */
public final class PublishedEvents {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** The CloudEvents types of all events with a key, in order. */
  public static List<String> of(String kafka, String topic, String key) {
    List<String> types = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(each -> new TopicPartition(topic, each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Instant until = Instant.now().plus(LIMIT);
      while (partitions.stream()
          .anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
        if (Instant.now().isAfter(until)) {
          throw new IllegalStateException(topic + " could not be read to its end");
        }
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record -> {
              if (key.equals(record.key())) {
                types.add(
                    new String(
                        record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8));
              }
            });
      }
    }
    return types;
  }

  private PublishedEvents() {}
}
