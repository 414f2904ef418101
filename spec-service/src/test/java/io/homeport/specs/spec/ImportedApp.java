package io.homeport.specs.spec;

import io.homeport.contracts.AppId;
import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EventId;
import io.homeport.contracts.ImportId;
import io.homeport.contracts.events.Event;
import io.homeport.contracts.events.EventJson;
import io.homeport.contracts.events.EventTypes;
import io.homeport.contracts.events.ImportCompleted;
import io.homeport.objects.ObjectsLocation;
import io.homeport.objects.TreeArchive;
import io.homeport.testkit.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** An app whose source was imported, and the event that says so. */
record ImportedApp(AppId app, Digest snapshot, Digest archive) {

  /** Stores a tree as import-service does. */
  static ImportedApp of(Path tree, String objects) {
    try (var store = ObjectsLocation.parse(objects).open(null)) {
      var stored = TreeArchive.store(tree, path -> true, store);
      return new ImportedApp(AppId.next(), stored.tree(), stored.object());
    } catch (IOException cause) {
      throw new java.io.UncheckedIOException(cause);
    }
  }

  /** One whose archive is nowhere. */
  static ImportedApp lost() {
    return new ImportedApp(AppId.next(), Digest.of(new byte[] {1}), Digest.of(new byte[] {2}));
  }

  ImportCompleted event() {
    return new ImportCompleted(
        app,
        ImportId.next(),
        "kiln",
        snapshot,
        archive,
        Builder.LOVABLE,
        1,
        1,
        Instant.now(),
        Optional.empty(),
        List.of(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  /** Publishes the same event, with the same id, as often as wanted. */
  void publish(String kafka, Event event, int times) {
    var settings = Map.<String, Object>of("bootstrap.servers", kafka);
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      String id = EventId.next().toString();
      for (int i = 0; i < times; i++) {
        producer.send(record(event, id)).get();
      }
    } catch (InterruptedException | ExecutionException cause) {
      throw new IllegalStateException(cause);
    }
  }

  private ProducerRecord<String, byte[]> record(Event event, String id) {
    var type = EventTypes.describe(event.getClass());
    var record =
        new ProducerRecord<>(
            type.topic().topicName(),
            app.toString(),
            EventJson.write(event).getBytes(StandardCharsets.UTF_8));
    Map.of(
            "ce_specversion",
            "1.0",
            "ce_id",
            id,
            "ce_type",
            "io.homeport.%s.v1".formatted(type.name()),
            "ce_source",
            "import-service",
            "ce_subject",
            app.toString(),
            "ce_organizationid",
            Tokens.ACME.id().toString(),
            "ce_correlationid",
            UUID.randomUUID().toString(),
            "content-type",
            "application/json")
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return record;
  }
}
