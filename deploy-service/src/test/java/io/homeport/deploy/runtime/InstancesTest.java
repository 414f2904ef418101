package io.homeport.deploy.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import io.homeport.deploy.DeployConfig;
import io.homeport.deploy.deployment.FakeDoor;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.deploy.release.ReleaseRow;
import io.homeport.messaging.Transactions;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which ports a new instance may be given, as the database tells it. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "deploy"))
@QuarkusTestResource(FakeDoor.class)
class InstancesTest {
  private static final OrganizationId ACME = Tokens.ACME.id();

  /** Outside of the ports that this test's backends get. */
  private static final int PORT = 7;

  private static final Instant STARTED = Instant.now();

  @Inject Transactions transactions;
  @Inject DeployConfig config;
  @Inject Clock clock;

  @Test
  void a_port_is_given_to_nobody_until_the_door_has_surely_heard_that_its_instance_was_stopped() {
    // Given
    Instance instance = placed();

    // When
    Duration runs = Duration.ofHours(1);
    transactions.await(() -> after(runs).stopped(instance));

    // Then
    assertThat(takenPorts(runs.plusSeconds(58))).contains(PORT);
    assertThat(takenPorts(runs.plusSeconds(61))).doesNotContain(PORT);

    // And stopping it once more, as removal does, makes the port rest no longer
    transactions.await(() -> after(runs.plusSeconds(30)).stopped(instance));
    assertThat(takenPorts(runs.plusSeconds(61))).doesNotContain(PORT);
  }

  /** What a service would say that is started after this time. */
  private Instances after(Duration passed) {
    Instances instances = new Instances(config);
    instances.transactions = transactions;
    instances.clock = Clock.fixed(STARTED.plus(passed), clock.getZone());
    return instances;
  }

  private Set<Integer> takenPorts(Duration passed) {
    return transactions.await(() -> after(passed).takenPorts());
  }

  private Instance placed() {
    EnvironmentRow environment = environment();
    ReleaseRow release = release(environment);
    environment.currentReleaseId = release.id;
    transactions.await(() ->
        transactions.inOrganization(
            ACME,
            () ->
                environment.<EnvironmentRow>persist().chain(() -> release.<ReleaseRow>persist())));
    return transactions.await(() ->
        after(Duration.ZERO)
            .place(
                ACME,
                new EnvironmentId(environment.id),
                new ReleaseId(release.id),
                environment.databaseName,
                PORT));
  }

  /** One whose instance nobody ends, and none can be started in, as its keys cannot be opened. */
  private static EnvironmentRow environment() {
    EnvironmentRow row = new EnvironmentRow();
    row.id = EnvironmentId.next().value();
    row.organizationId = ACME.value();
    row.appId = UUID.randomUUID();
    row.appName = "app";
    row.name = "production";
    row.state = EnvironmentRow.READY;
    row.host = row.id + ".apps.localhost";
    row.databaseName = "app";
    row.ownerRole = "app";
    row.keys = new byte[0];
    row.createdBy = "an owner";
    row.createdAt = STARTED;
    return row;
  }

  private static ReleaseRow release(EnvironmentRow environment) {
    ReleaseRow row = new ReleaseRow();
    row.id = ReleaseId.next().value();
    row.organizationId = ACME.value();
    row.appId = environment.appId;
    row.number = 1;
    row.specId = UUID.randomUUID();
    row.specVersion = 1;
    row.snapshot = "none";
    row.runtime = "supabase";
    row.manifest = "none";
    row.createdAt = STARTED;
    return row;
  }
}
