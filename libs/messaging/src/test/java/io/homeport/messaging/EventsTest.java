package io.homeport.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.contracts.AppId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.ImportId;
import io.homeport.contracts.events.ImportFailed;
import io.homeport.testkit.Await;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Events from one transaction to the next, over a real PostgreSQL and a real Kafka. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "messaging"))
class EventsTest {

  private static final Tokens.Organization ACME = Tokens.ACME;
  private static final String LOCK_OF_THE_RELAY = "select pg_advisory_lock(7526676550144078452)";

  @Inject Transactions transactions;
  @Inject Outbox outbox;
  @Inject DeadLetters deadLetters;
  @Inject Effects effects;
  @Inject Rows database;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String kafka;

  private final AppId app = AppId.next();

  @Test
  void an_event_has_its_effect_when_its_transaction_commits() {
    publish("first");

    Await.untilAsserted(() -> assertThat(effectsOfApp()).containsExactly("first"));
    assertThat(database.column("select count(*) from outbox where published_at is null"))
        .containsExactly("0");
  }

  @Test
  void an_event_of_a_transaction_that_rolls_back_is_never_published() {
    assertThatThrownBy(() ->
            transactions.await(() ->
                transactions.inOrganization(
                    ACME.id(),
                    () ->
                        outbox
                            .publish(ACME.id(), event("lost"), Cause.fresh())
                            .chain(
                                () -> Uni.createFrom().failure(new IllegalStateException("no"))))))
        .hasMessageContaining("no");
    publish("kept");

    Await.untilAsserted(() -> assertThat(effectsOfApp()).containsExactly("kept"));
  }

  @Test
  void events_of_one_app_keep_their_order() {
    List<String> wanted = IntStream.range(0, 300).mapToObj(i -> "event " + i).toList();

    wanted.forEach(this::publish);

    Await.untilAsserted(() -> assertThat(effectsOfApp()).isEqualTo(wanted));
  }

  @Test
  void an_event_delivered_twice_has_its_effect_once() {
    publish("once");
    Await.untilAsserted(() -> assertThat(effectsOfApp()).containsExactly("once"));

    // As if the relay had been killed after the broker took it and before the row said so.
    database.change("update outbox set published_at = null where app_id = ?", app.value());
    publish("after it");

    Await.untilAsserted(() -> assertThat(effectsOfApp()).containsExactly("once", "after it"));
  }

  @Test
  void an_event_committed_while_the_relay_is_gone_is_published_when_it_is_back()
      throws SQLException {
    try (Connection holder = database.scoped("*")) {
      // Holding the relay's lock is what a dead relay looks like to the outbox.
      holder.createStatement().execute(LOCK_OF_THE_RELAY);
      publish("while it was gone");
      assertThat(
              database.column(
                  "select count(*) from outbox where published_at is null and app_id = ?",
                  app.value()))
          .containsExactly("1");
      holder.createStatement().execute("select pg_advisory_unlock_all()");
    }

    Await.untilAsserted(() -> assertThat(effectsOfApp()).containsExactly("while it was gone"));
  }

  @Test
  void a_failure_that_passes_is_retried_in_place_and_keeps_the_order() {
    String passing = Effects.PASSING + " " + UUID.randomUUID();
    publish(passing);
    publish("behind it");

    Await.untilAsserted(() -> assertThat(effectsOfApp()).containsExactly(passing, "behind it"));
  }

  @Test
  void a_poisonous_event_is_put_aside_whole_and_can_be_replayed() {
    String poison = Effects.POISON + " " + UUID.randomUUID();
    publish(poison);
    publish("behind it");

    Await.untilAsserted(() -> assertThat(effectsOfApp()).containsExactly("behind it"));
    DeadLetter letter = waitingFor(app);
    assertThat(letter.reason()).contains("cannot take " + poison);

    effects.mend();
    transactions.await(() -> deadLetters.replay(letter.id()));

    Await.untilAsserted(() -> assertThat(effectsOfApp()).containsExactly("behind it", poison));
    assertThat(transactions.await(() -> deadLetters.waiting()))
        .noneMatch(each -> each.id().equals(letter.id()));
  }

  @Test
  void what_is_no_event_at_all_is_put_aside_and_what_is_unknown_is_passed_over() {
    send(new ProducerRecord<>("homeport.imports", app.toString(), new byte[] {1, 2, 3}));
    RecordHeaders unknown = new RecordHeaders();
    unknown.add("ce_type", "io.homeport.import.forgotten.v9".getBytes());
    send(new ProducerRecord<>("homeport.imports", null, app.toString(), "{}".getBytes(), unknown));
    publish("behind them");

    Await.untilAsserted(() -> assertThat(effectsOfApp()).containsExactly("behind them"));
    assertThat(waitingFor(app).reason()).contains("ce_type");
  }

  @Test
  void an_organization_sees_its_own_rows_and_nobody_sees_none() {
    publish("mine");
    Await.untilAsserted(() -> assertThat(effectsOfApp()).containsExactly("mine"));

    String mine = "select what from effect where app_id = '" + app + "'";
    assertThat(database.as(ACME.id().toString(), mine)).containsExactly("mine");
    assertThat(database.as(Tokens.GLOBEX.id().toString(), mine)).isEmpty();
    assertThat(database.as("", mine)).isEmpty();
  }

  @Test
  void writing_for_another_organization_is_refused() {
    assertThatThrownBy(() ->
            transactions.await(() ->
                transactions.inOrganization(
                    Tokens.GLOBEX.id(),
                    () -> outbox.publish(ACME.id(), event("theirs"), Cause.fresh()))))
        .rootCause()
        .hasMessageContaining("row-level security");
  }

  private void publish(String what) {
    transactions.await(() ->
        transactions.inOrganization(
            ACME.id(), () -> outbox.publish(ACME.id(), event(what), Cause.fresh())));
  }

  private ImportFailed event(String what) {
    return new ImportFailed(
        app, ImportId.next(), "studio", Failure.user(what, "Nothing."), Instant.EPOCH);
  }

  private List<String> effectsOfApp() {
    return database.column(
        "select what from effect where app_id = ? order by sequence", app.value());
  }

  private DeadLetter waitingFor(AppId key) {
    Await.until(
        "a dead letter of " + key,
        () ->
            transactions.await(() -> deadLetters.waiting()).stream()
                .anyMatch(each -> key.toString().equals(each.key())));
    return transactions.await(() -> deadLetters.waiting()).stream()
        .filter(each -> key.toString().equals(each.key()))
        .findFirst()
        .orElseThrow();
  }

  private void send(ProducerRecord<String, byte[]> record) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            java.util.Map.of("bootstrap.servers", kafka),
            new StringSerializer(),
            new ByteArraySerializer())) {
      producer.send(record);
    }
  }
}
