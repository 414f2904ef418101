package io.homeport.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.AppId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.ImportId;
import io.homeport.contracts.events.ImportFailed;
import io.homeport.local.RunningPart;
import io.homeport.local.kafka.KafkaBroker;
import io.homeport.testkit.Await;
import io.homeport.testkit.OwnServices;
import io.homeport.testkit.Scratch;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The broker is killed and comes back after longer than a delivery may take. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    restrictToAnnotatedClass = true,
    initArgs = @ResourceArg(name = "database", value = "away"))
@QuarkusTestResource(value = BrokerAwayTest.BrokerOfThisTest.class, restrictToAnnotatedClass = true)
class BrokerAwayTest {

  /** A broker that this test may kill. */
  public static final class BrokerOfThisTest implements QuarkusTestResourceLifecycleManager {

    private final Scratch scratch = Scratch.directory();
    private RunningPart<KafkaBroker> broker;

    @Override
    public int order() {
      return 10;
    }

    @Override
    public Map<String, String> start() {
      broker = OwnServices.kafka(scratch);
      return Map.of("kafka.bootstrap.servers", broker.part().bootstrapServers());
    }

    @Override
    public void inject(TestInjector injector) {
      injector.injectIntoFields(broker, field -> field.getType() == RunningPart.class);
    }

    @Override
    public void stop() {
      broker.close();
      scratch.close();
    }
  }

  /** A delivery is given up after 20 s. */
  private static final Duration AWAY = Duration.ofSeconds(25);

  private static final Duration LIMIT = Duration.ofMinutes(1);

  RunningPart<KafkaBroker> broker;

  @Inject Transactions transactions;
  @Inject Outbox outbox;
  @Inject Rows rows;

  private final AppId app = AppId.next();

  @Test
  void nothing_is_lost_and_the_order_stays_while_the_broker_is_away_for_longer_than_a_delivery() {
    publish(0);
    Await.untilAsserted(() -> assertThat(effects()).containsExactly("event 0"));

    broker.crash();
    Instant back = Instant.now().plus(AWAY);
    IntStream.range(1, 20).forEach(this::publish);
    Await.until("that is over", LIMIT, () -> Instant.now().isAfter(back));
    assertThat(effects()).containsExactly("event 0");
    broker.restart();

    Await.until("all events arrive", LIMIT, () -> effects().size() >= 20);
    assertThat(effects()).isEqualTo(IntStream.range(0, 20).mapToObj(i -> "event " + i).toList());
  }

  private void publish(int number) {
    transactions.await(() ->
        transactions.inOrganization(
            Tokens.ACME.id(),
            () ->
                outbox.publish(
                    Tokens.ACME.id(),
                    new ImportFailed(
                        app,
                        ImportId.next(),
                        "studio",
                        Failure.user("event " + number, "Nothing."),
                        Instant.EPOCH),
                    Cause.fresh())));
  }

  private List<String> effects() {
    return rows.column("select what from effect where app_id = ? order by sequence", app.value());
  }
}
