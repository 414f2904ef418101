package io.homeport.deploy.deployment;

import io.homeport.contracts.BackupId;
import io.homeport.contracts.EventId;
import io.homeport.contracts.events.EventJson;
import io.homeport.contracts.events.EventTypes;
import io.homeport.contracts.events.RestorePointRequested;
import io.homeport.contracts.events.RestorePointTaken;
import io.homeport.contracts.events.UnreadableEvent;
import io.homeport.testkit.SharedServices;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Answers deployments that wait for a backup, as backup-service does. */
final class FakeBackups {
  private static final Map<String, Object> KAFKA =
      Map.of("bootstrap.servers", SharedServices.get().kafka());
  private static final long ROWS = 7;

  private final Set<String> held = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  FakeBackups() {
    Thread.ofPlatform().daemon().start(this::follow);
  }

  /** From now on there are no backups of an environment. */
  void hold(String environment) {
    held.add(environment);
  }

  void stop() {
    stopped = true;
  }

  private void follow() {
    var settings = new java.util.HashMap<>(KAFKA);
    settings.put("group.id", SharedServices.uniqueName("backups"));
    settings.put("auto.offset.reset", "earliest");
    settings.put("metadata.max.age.ms", "300");
    try (var consumer =
            new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        var producer =
            new KafkaProducer<>(KAFKA, new StringSerializer(), new ByteArraySerializer())) {
      consumer.subscribe(List.of("homeport.deployments"));
      while (!stopped) {
        for (var record : consumer.poll(Duration.ofMillis(50))) {
          answer(record, producer);
        }
      }
    }
  }

  private void answer(
      ConsumerRecord<String, byte[]> record, KafkaProducer<String, byte[]> producer) {
    if (!header(record, "ce_type").equals(EventTypes.wireName(RestorePointRequested.class))) {
      return;
    }
    RestorePointRequested wanted = read(record.value());
    if (held.contains(wanted.environmentId().toString())) {
      return;
    }
    var taken =
        new RestorePointTaken(
            wanted.app(),
            wanted.deploymentId(),
            BackupId.next(),
            wanted.environmentId(),
            wanted.appName(),
            wanted.environment(),
            Instant.now(),
            ROWS);
    var answer =
        new ProducerRecord<>(
            "homeport.backups",
            taken.key(),
            EventJson.write(taken).getBytes(StandardCharsets.UTF_8));
    Map.of(
            "ce_specversion", "1.0",
            "ce_id", EventId.next().toString(),
            "ce_type", EventTypes.wireName(RestorePointTaken.class),
            "ce_source", "test",
            "ce_subject", wanted.app().toString(),
            "ce_time", Instant.now().toString(),
            "ce_organizationid", header(record, "ce_organizationid"),
            "ce_correlationid", header(record, "ce_correlationid"))
        .forEach(
            (name, value) -> answer.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    producer.send(answer);
  }

  private static RestorePointRequested read(byte[] event) {
    try {
      return EventJson.read(new String(event, StandardCharsets.UTF_8), RestorePointRequested.class);
    } catch (UnreadableEvent e) {
      throw new IllegalStateException(e);
    }
  }

  private static String header(ConsumerRecord<String, byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }
}
