package io.homeport.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.local.RunningPart;
import io.homeport.local.kafka.KafkaBroker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class OwnServicesTest {

  @Test
  void kafka_keeps_its_records_when_it_is_killed() throws Exception {
    try (var scratch = Scratch.directory();
        var kafka = OwnServices.kafka(scratch)) {
      send(kafka, "before");

      kafka.crash();
      assertThat(kafka.isAlive()).isFalse();
      kafka.restart();
      send(kafka, "after");

      assertThat(recordsOf(kafka, 2)).containsExactly("before", "after");
    }
  }

  @Test
  void postgres_keeps_what_was_committed_when_it_is_killed() throws SQLException {
    try (var scratch = Scratch.directory();
        var postgres = OwnServices.postgres(scratch)) {
      try (var connection = postgres.part().superuser().connect();
          var statement = connection.createStatement()) {
        statement.execute("create table note as select 'kept' as body");
      }

      postgres.crash();
      assertThat(postgres.isAlive()).isFalse();
      postgres.restart();

      try (var connection = postgres.part().superuser().connect();
          var statement = connection.createStatement();
          var rows = statement.executeQuery("select body from note")) {
        rows.next();
        assertThat(rows.getString(1)).isEqualTo("kept");
      }
    }
  }

  @Test
  void homeports_topics_are_emptied_and_others_are_not() throws Exception {
    try (var scratch = Scratch.directory();
        var kafka = OwnServices.kafka(scratch)) {
      send(kafka, "homeport.imports", "old");
      send(kafka, "kept");

      KafkaTopics.removeHomeports(kafka.part().bootstrapServers());
      send(kafka, "homeport.imports", "new");

      assertThat(recordsOf(kafka, "homeport.imports", 1)).containsExactly("new");
      assertThat(recordsOf(kafka, 1)).containsExactly("kept");
    }
  }

  private static void send(RunningPart<KafkaBroker> kafka, String value) throws Exception {
    send(kafka, "notes", value);
  }

  private static void send(RunningPart<KafkaBroker> kafka, String topic, String value)
      throws Exception {
    var settings = Map.<String, Object>of("bootstrap.servers", kafka.part().bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, 0, "key", value)).get();
    }
  }

  private static List<String> recordsOf(RunningPart<KafkaBroker> kafka, int count) {
    return recordsOf(kafka, "notes", count);
  }

  private static List<String> recordsOf(RunningPart<KafkaBroker> kafka, String topic, int count) {
    var settings =
        Map.<String, Object>of(
            "bootstrap.servers", kafka.part().bootstrapServers(), "auto.offset.reset", "earliest");
    var values = new ArrayList<String>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      var partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      Await.until(
          "records",
          () -> {
            consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            return values.size() >= count;
          });
    }
    return values;
  }
}
