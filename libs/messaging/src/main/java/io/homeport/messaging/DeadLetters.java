package io.homeport.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * What consumers could not take. The row is what a replay works from; the copy on {@value #TOPIC}
 * is for whoever watches from outside. A replay publishes the record again on its own topic, where
 * the inbox lets through only the consumers that have not acted on it.
 */
@ApplicationScoped
public class DeadLetters {

  static final String TOPIC = "homeport.dead-letters";

  private static final String COLUMNS =
      "id, consumer, topic, key, headers, payload, reason, failed_at, replayed_at";
  private static final int MOST_LISTED = 200;

  @Inject Transactions transactions;
  @Inject ObjectMapper json;
  @Inject MeterRegistry meters;

  @Channel("outbox")
  MutinyEmitter<Record<String, byte[]>> broker;

  /** Puts a record aside; tries until that is recorded, so that nothing is lost. */
  Uni<Void> add(
      String consumer,
      IncomingKafkaRecordMetadata<?, ?> kafka,
      byte @Nullable [] payload,
      String reason) {
    meters.counter("homeport.dead.letters", "consumer", consumer).increment();
    Object key = kafka.getKey();
    Tuple row =
        Tuple.tuple(
            Arrays.asList(
                UUID.randomUUID(),
                organization(kafka.getHeaders()).orElse(null),
                consumer,
                kafka.getTopic(),
                key == null ? null : key.toString(),
                write(CloudEventHeaders.toMap(kafka.getHeaders())),
                payload == null ? null : Buffer.buffer(payload),
                reason));
    return transactions
        .acrossOrganizations(connection ->
            connection
                .preparedQuery(
                    "insert into dead_letter (id, organization_id, consumer, topic, key,"
                        + " headers, payload, reason) values ($1,$2,$3,$4,$5,$6,$7,$8)")
                .execute(row)
                .replaceWithVoid())
        .onFailure()
        .retry()
        .withBackOff(Duration.ofMillis(200), Duration.ofSeconds(5))
        .indefinitely()
        .chain(() -> send(TOPIC, key == null ? null : key.toString(), kafka.getHeaders(), payload));
  }

  /** The dead letters of this service that wait, oldest first, 200 at most. */
  public Uni<List<DeadLetter>> waiting() {
    return transactions.acrossOrganizations(connection ->
        connection
            .preparedQuery(
                "select "
                    + COLUMNS
                    + " from dead_letter where replayed_at is null order by failed_at limit $1")
            .execute(Tuple.of(MOST_LISTED))
            .map(rows -> StreamSupport.stream(rows.spliterator(), false).map(this::read).toList()));
  }

  /** Publishes a dead letter again on its topic; empty if there is none with this id. */
  public Uni<Optional<DeadLetter>> replay(UUID id) {
    return transactions.acrossOrganizations(connection ->
        connection
            .preparedQuery(
                "update dead_letter set replayed_at = now() where id = $1 returning " + COLUMNS)
            .execute(Tuple.of(id))
            .map(
                rows -> StreamSupport.stream(rows.spliterator(), false).map(this::read).findFirst())
            .call(found ->
                found
                    .map(letter ->
                        send(
                            letter.topic(),
                            letter.key(),
                            CloudEventHeaders.fromMap(letter.headers()),
                            letter.payload()))
                    .orElseGet(() -> Uni.createFrom().voidItem())));
  }

  private Uni<Void> send(
      String topic, @Nullable String key, Headers headers, byte @Nullable [] payload) {
    OutgoingKafkaRecordMetadata<String> target =
        OutgoingKafkaRecordMetadata.<String>builder().withTopic(topic).withHeaders(headers).build();
    return broker.sendMessage(Message.of(Record.of(key, payload), Metadata.of(target)));
  }

  private static Optional<UUID> organization(Headers headers) {
    try {
      return CloudEventHeaders.read(headers, CloudEventHeaders.ORGANIZATION).map(UUID::fromString);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private DeadLetter read(Row row) {
    Map<String, String> headers = parse(row.getString(4));
    OffsetDateTime replayed = row.getOffsetDateTime(8);
    var payload = row.getBuffer(5);
    return new DeadLetter(
        row.getUUID(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        headers,
        payload == null ? null : payload.getBytes(),
        headers.getOrDefault(CloudEventHeaders.TYPE, "unknown"),
        row.getString(6),
        row.getOffsetDateTime(7).toInstant(),
        replayed == null ? null : replayed.toInstant());
  }

  private String write(Map<String, String> headers) {
    try {
      return json.writeValueAsString(headers);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of strings is always writable", e);
    }
  }

  private Map<String, String> parse(String headers) {
    try {
      return json.readValue(headers, new TypeReference<Map<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("dead_letter.headers is no JSON object", e);
    }
  }
}
