package io.homeport.systemtest;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.cli.client.Json;
import io.homeport.contracts.events.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What stands on the topics. */
record Published(List<Event> events) {

  /**
   * One event.
   *
   * @param id the CloudEvents id: an event that was sent again has the same
   * @param type such as {@code import.completed}
   */
  record Event(String id, String type, String app, JsonNode data) {

    /** At each start deploy-service tells the door again what serves: that is nothing new. */
    String key() {
      return type.equals("route.changed")
          ? data.path("deploymentId").asText() + " " + data.path("releaseId").asText()
          : id;
    }
  }

  /** Everything on the topics of the services. */
  static Published read(String bootstrapServers) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", false);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          Arrays.stream(Topic.values())
              .flatMap(topic -> consumer.partitionsFor(topic.topicName()).stream())
              .map(Published::partition)
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<Event> events = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<String, byte[]> each : consumer.poll(Duration.ofSeconds(1))) {
          if (each.value() != null) {
            events.add(event(each));
          }
        }
      }
      return new Published(events);
    }
  }

  /**
   * How many different events of a type name a thing.
   *
   * @param field the field of the event that names it
   */
  long count(String type, String field, String id) {
    return events.stream()
        .filter(each -> each.type().equals(type) && each.data().path(field).asText().equals(id))
        .map(Event::key)
        .distinct()
        .count();
  }

  /** The types of the different events of an app, with how many there are of each. */
  Map<String, Long> ofApp(String app) {
    return events.stream()
        .filter(each -> each.app().equals(app))
        .collect(
            Collectors.groupingBy(
                Event::type,
                Collectors.collectingAndThen(
                    Collectors.mapping(Event::key, Collectors.toSet()), ids -> (long) ids.size())));
  }

  private static Event event(ConsumerRecord<String, byte[]> each) {
    try {
      return new Event(
          header(each, "ce_id"),
          header(each, "ce_type").replaceFirst("^io\\.homeport\\.(.*)\\.v\\d+$", "$1"),
          header(each, "ce_subject"),
          Json.MAPPER.readTree(each.value()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String header(ConsumerRecord<String, byte[]> each, String name) {
    Header header = each.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static TopicPartition partition(PartitionInfo info) {
    return new TopicPartition(info.topic(), info.partition());
  }
}
