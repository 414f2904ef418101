package io.homeport.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.cli.client.DeployedApp;
import io.homeport.cli.client.Resource;
import io.homeport.testkit.Await;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs of the stack are ended by SIGKILL while they work. The journey completes, and nothing of
 * it has happened twice.
 *
 * @see KilledBetweenStepsTest
 * @see KilledBackupsTest
 */
@ExtendWith(OnStack.class)
class FaultsTest {
  private final RunningStack stack;
  @TempDir Path folder;

  FaultsTest(RunningStack stack) {
    this.stack = stack;
  }

  /** The two others are killed at each of their steps by tests of their own. */
  @Test
  void each_service_may_die_while_it_works() {
    FaultyJourney journey =
        new FaultyJourney(stack)
            .killAt("fetch", "import-service")
            .killWhileSpecIsWritten("spec-service")
            .killAt("confirm", "gateway");

    completesOnce(journey, "one-by-one");

    assertThat(journey.killed())
        .containsExactlyInAnyOrder("import-service", "spec-service", "gateway");
  }

  @Test
  void kafka_may_die_in_each_phase() {
    FaultyJourney journey =
        new FaultyJourney(stack)
            .killAt("fetch", "kafka")
            .killWhileSpecIsWritten("kafka")
            .killAt("build", "kafka")
            .killAt("switch", "kafka")
            .killAt("take", "kafka");

    completesOnce(journey, "without-kafka");

    assertThat(journey.killed()).hasSize(5);
  }

  @Test
  void the_databases_may_die_in_each_phase() {
    FaultyJourney journey =
        new FaultyJourney(stack)
            .killAt("fetch", "postgres-platform")
            .killWhileSpecIsWritten("postgres-platform")
            .killAt("build", "postgres-platform")
            .killAt("migrate", "postgres-apps")
            .killAt("take", "postgres-apps")
            .killAt("restore", "postgres-platform");

    completesOnce(journey, "without-databases");

    assertThat(journey.killed()).hasSize(6);
  }

  private void completesOnce(FaultyJourney journey, String app) {
    // When
    FaultyJourney.Ends ends = journey.run(app, Samples.tiny(folder.resolve(app), app));

    // Then: it is there
    Resource environment = ends.environment();
    DeployedApp deployed = new DeployedApp(URI.create(environment.text("url")));
    assertThat(deployed.page("/").title()).isEqualTo(app);
    assertThat(deployed.page("/").release()).isEqualTo(ends.deployment().text("release"));
    assertThat(ends.backup().state()).isEqualTo("verified");

    // And: once
    io.homeport.cli.client.Journey api = stack.journey("ada");
    assertThat(api.api().list("/apps/%s/imports".formatted(ends.app().id()))).hasSize(1);
    assertThat(api.specs(ends.app())).hasSize(1);
    assertThat(api.releases(ends.app())).hasSize(1);
    assertThat(states(api.deployments(environment))).isEqualTo(List.of("live"));
    Await.until(
        "the first backup, which nobody asked for, is proved too",
        () -> states(api.backups(ends.app())).stream().allMatch("verified"::equals));
    Map<String, Long> events = Published.read(stack.kafka()).ofApp(ends.app().id());
    for (String once :
        Set.of(
            "import.completed",
            "spec.drafted",
            "spec.approved",
            "environment.ready",
            "deployment.live",
            "route.changed")) {
      assertThat(events).as(once).containsEntry(once, 1L);
    }
    assertThat(
            Published.read(stack.kafka()).count("backup.verified", "backupId", ends.backup().id()))
        .isEqualTo(1);
    assertThat(events)
        .doesNotContainKeys("import.failed", "spec.failed", "deployment.failed", "backup.failed");
  }

  private static List<String> states(List<Resource> resources) {
    return resources.stream().map(Resource::state).toList();
  }
}
