package io.homeport.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.testkit.Await;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "messaging"))
class WaitingMetricsTest {

  private static final String LOCK_OF_THE_RELAY = "select pg_advisory_lock(7526676550144078452)";
  private static final Object ACME = Tokens.ACME.id().value();

  @Inject WaitingMetrics metrics;
  @Inject Transactions transactions;
  @Inject Rows database;

  @Test
  void an_event_that_is_not_published_is_seen_to_wait_and_to_age() throws SQLException {
    try (Connection holder = database.scoped("*")) {
      holder.createStatement().execute(LOCK_OF_THE_RELAY);
      database.change(
          """
          insert into outbox (id, organization_id, aggregatetype, aggregateid, type, app_id,
            correlation_id, created_at)
          values (?, ?, 'homeport.imports', 'waits', 'waits', ?, 'waits', now() - interval '1 hour')
          """,
          UUID.randomUUID(),
          ACME,
          UUID.randomUUID());

      measuredUntil(() -> {
        assertThat(metrics.measured().outboxEvents()).isGreaterThanOrEqualTo(1);
        assertThat(metrics.measured().outboxSeconds()).isBetween(3_600.0, 3_700.0);
      });
      database.change("delete from outbox where aggregateid = 'waits'");
      holder.createStatement().execute("select pg_advisory_unlock_all()");
    }
  }

  @Test
  void a_dead_letter_waits_until_it_is_replayed() {
    UUID letter = UUID.randomUUID();
    transactions.await(metrics::measure);
    double before = metrics.measured().deadLetters();
    database.change(
        "insert into dead_letter (id, consumer, topic, headers, reason)"
            + " values (?, 'x', 'x', '{}', 'x')",
        letter);

    measuredUntil(() -> assertThat(metrics.measured().deadLetters()).isEqualTo(before + 1));

    database.change("update dead_letter set replayed_at = now() where id = ?", letter);
    measuredUntil(() -> assertThat(metrics.measured().deadLetters()).isEqualTo(before));
  }

  /** What the service measures by itself may have been read before, and be noted after. */
  private void measuredUntil(Runnable holds) {
    Await.untilAsserted(() -> {
      transactions.await(metrics::measure);
      holds.run();
    });
  }
}
