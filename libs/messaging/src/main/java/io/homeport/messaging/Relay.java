package io.homeport.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/**
 * Publishes the outbox: in the order of insertion for each key, at least once.
 *
 * <p>One relay is active per database, whatever the number of replicas: it holds an advisory lock
 * for the length of a batch. A row counts as published when the broker has acknowledged it; killed
 * between the two, the next relay publishes it again and the readers' inboxes drop the copy.
 */
@ApplicationScoped
public class Relay {

  /** One relay per database; the number only has to differ from other advisory locks in it. */
  private static final long LOCK = 0x686f6d65706f7274L;

  private static final int BATCH = 200;
  private static final long LOOK_EVERY_MILLIS = 1_000;
  private static final long PRUNE_EVERY_MILLIS = 600_000;

  private final AtomicBoolean draining = new AtomicBoolean();
  private final AtomicBoolean again = new AtomicBoolean();
  private volatile boolean stopped;

  @Inject Transactions transactions;
  @Inject Vertx vertx;
  @Inject Wakeups wakeups;
  @Inject MeterRegistry meters;

  @Channel("outbox")
  MutinyEmitter<Record<String, byte[]>> broker;

  @ConfigProperty(name = "quarkus.application.name")
  String service;

  void start(@Observes StartupEvent event) {
    wakeups.listen(Wakeups.Signal.OUTBOX, ignored -> wake());
    vertx.setPeriodic(LOOK_EVERY_MILLIS, timer -> wake());
    vertx.setPeriodic(PRUNE_EVERY_MILLIS, timer -> prune());
    wake();
  }

  void stop(@Observes ShutdownEvent event) {
    stopped = true;
  }

  /** Publishes what is there, soon; many calls while it is busy lead to one more look. */
  void wake() {
    again.set(true);
    if (stopped || !draining.compareAndSet(false, true)) {
      return;
    }
    again.set(false);
    publishBatch()
        .subscribe()
        .with(
            published -> lookAgainIf(published == BATCH),
            failure -> {
              Log.warnf("The outbox waits: %s", failure.getMessage());
              lookAgainIf(false);
            });
  }

  private void lookAgainIf(boolean more) {
    draining.set(false);
    if (more || again.get()) {
      wake();
    }
  }

  private Uni<Integer> publishBatch() {
    return transactions.acrossOrganizations(connection ->
        // Sent together, run one after the other: what is read is what is there with the lock held.
        Uni.combine()
            .all()
            .unis(isTheRelay(connection), unpublished(connection))
            .asTuple()
            .chain(found ->
                found.getItem1() && !found.getItem2().isEmpty()
                    ? publish(connection, found.getItem2())
                    : Uni.createFrom().item(0)));
  }

  private static Uni<Boolean> isTheRelay(SqlConnection connection) {
    return connection
        .preparedQuery("select pg_try_advisory_xact_lock($1)")
        .execute(Tuple.of(LOCK))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  private static Uni<List<OutboxEntry>> unpublished(SqlConnection connection) {
    return connection
        .preparedQuery(OutboxEntry.SELECT_UNPUBLISHED)
        .execute(Tuple.of(BATCH))
        .map(rows -> rows.stream().map(OutboxEntry::of).toList());
  }

  private Uni<Integer> publish(SqlConnection connection, List<OutboxEntry> entries) {
    return sendAll(entries)
        .chain(() -> markPublished(connection, entries))
        .replaceWith(entries.size());
  }

  /** Keys go side by side; within a key each event waits for the one before it. */
  private Uni<Void> sendAll(List<OutboxEntry> entries) {
    Map<String, List<OutboxEntry>> byKey =
        entries.stream()
            .collect(
                Collectors.groupingBy(
                    entry -> entry.topic() + '/' + entry.key(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<Uni<Void>> chains = byKey.values().stream().map(this::sendInOrder).toList();
    return Uni.join().all(chains).andFailFast().replaceWithVoid();
  }

  private Uni<Void> sendInOrder(List<OutboxEntry> entries) {
    return Multi.createFrom()
        .iterable(entries)
        .onItem()
        .transformToUniAndConcatenate(this::send)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> send(OutboxEntry entry) {
    OutgoingKafkaRecordMetadata<String> target =
        OutgoingKafkaRecordMetadata.<String>builder()
            .withTopic(entry.topic())
            .withHeaders(CloudEventHeaders.of(entry, service))
            .build();
    String payload = entry.payload();
    byte[] value = payload == null ? null : payload.getBytes(StandardCharsets.UTF_8);
    return broker
        .sendMessage(Message.of(Record.of(entry.key(), value), Metadata.of(target)))
        .invoke(() -> published(entry).increment());
  }

  private static Uni<Void> markPublished(SqlConnection connection, List<OutboxEntry> entries) {
    return connection
        .preparedQuery("update outbox set published_at = now() where id = any($1)")
        .execute(Tuple.of(entries.stream().map(OutboxEntry::id).toArray(UUID[]::new)))
        .replaceWithVoid();
  }

  private Counter published(OutboxEntry entry) {
    return meters.counter("homeport.outbox.published", "topic", entry.topic());
  }

  /** Published rows are kept a week, for whoever asks what happened. */
  private void prune() {
    transactions
        .acrossOrganizations(connection ->
            connection
                .query("delete from outbox where published_at < now() - interval '7 days'")
                .execute())
        .subscribe()
        .with(done -> {}, failure -> Log.warnf("Outbox not pruned: %s", failure.getMessage()));
  }
}
