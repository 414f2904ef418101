package io.homeport.deploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.ReleaseId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeploymentTest {
  private static final Instant NOW = Instant.parse("2026-11-21T03:00:00Z");
  private static final ReleaseId RELEASE = ReleaseId.next();
  private static final Deployment.Head HEAD =
      new Deployment.Head(
          DeploymentId.next(), EnvironmentId.next(), AppId.next(), "shop", "production", false);

  @Test
  void a_deployment_goes_from_queued_to_live_by_its_steps() {
    // When
    Deployment.Live live =
        new Deployment.Queued(HEAD).start().built(RELEASE).migrated().healthy(null).confirmed(NOW);

    // Then
    assertThat(live).isEqualTo(new Deployment.Live(HEAD, RELEASE, NOW));
  }

  @Test
  void only_what_waits_is_superseded_and_only_what_changed_nothing_is_canceled() {
    // Given
    DeploymentId newer = DeploymentId.next();
    var queued = new Deployment.Queued(HEAD);
    Deployment building = queued.start();
    Deployment migrating = queued.start().built(RELEASE);

    // Then
    assertThat(queued.supersede(newer, NOW)).isEqualTo(new Deployment.Superseded(HEAD, newer, NOW));
    assertThat(queued.cancel("ada", NOW)).isEqualTo(new Deployment.Canceled(HEAD, "ada", NOW));
    assertThat(building).isInstanceOf(Deployment.Cancelable.class);
    assertThat(migrating).isNotInstanceOf(Deployment.Cancelable.class);
  }

  @Test
  void every_step_can_fail_and_an_attempt_that_was_lost_begins_anew() {
    // Given
    Failure why = Failure.user("It broke.", "Mend it.");
    Deployment.Open starting = new Deployment.Queued(HEAD).start().built(RELEASE).migrated();

    // Then
    assertThat(starting.fail(why, NOW)).isEqualTo(new Deployment.Failed(HEAD, why, NOW));
    assertThat(starting.again()).isEqualTo(new Deployment.Building(HEAD));
  }
}
