package io.homeport.backup.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.TrialId;
import io.homeport.messaging.Transactions;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "backups"))
class AbandonedTrialsTest {

  @Inject Trials trials;
  @Inject Transactions transactions;

  @Test
  void what_a_killed_drill_waited_for_is_let_go_and_what_one_waits_for_now_is_not() {
    // Given
    Instant yesterday = Instant.now().minus(Duration.ofHours(25));
    UUID killed = new UUID(yesterday.toEpochMilli() << 16 | 0x7abc, UUID.randomUUID().hashCode());
    UUID waiting = TrialId.next().value();
    add(killed);
    add(waiting);

    // When
    transactions.await(() -> trials.forgetAbandoned());

    // Then
    assertThat(isThere(killed)).isFalse();
    assertThat(isThere(waiting)).isTrue();
  }

  private void add(UUID id) {
    var row = new TrialRow();
    row.id = id;
    row.organizationId = Tokens.ACME.id().value();
    transactions.await(() -> transactions.inOrganization(Tokens.ACME.id(), row::persistAndFlush));
  }

  private boolean isThere(UUID id) {
    return transactions.await(() ->
        transactions.inOrganization(
            Tokens.ACME.id(), () -> TrialRow.findById(id).map(found -> found != null)));
  }
}
