package io.homeport.deploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.deploy.environment.EnvironmentRow;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeploymentViewTest {
  private final DeploymentRow first = row(DeploymentRow.LIVE);
  private final DeploymentRow second = row(DeploymentRow.LIVE);

  @Test
  void of_those_that_were_live_the_last_one_is_and_the_others_are_replaced() {
    assertThat(shown(second, second.id)).isEqualTo("live");
    assertThat(shown(first, second.id)).isEqualTo("replaced");
  }

  @Test
  void what_was_never_live_is_not_replaced() {
    assertThat(shown(row(DeploymentRow.FAILED), second.id)).isEqualTo("failed");
    assertThat(shown(row(DeploymentRow.SWITCHING), second.id)).isEqualTo("switching");
    assertThat(shown(row(DeploymentRow.QUEUED), null)).isEqualTo("queued");
  }

  private static String shown(DeploymentRow row, @Nullable UUID serving) {
    EnvironmentRow environment = new EnvironmentRow();
    environment.name = "production";
    URI url = URI.create("http://kiln--production.apps.localhost");
    return DeploymentView.of(row, environment, url, null, serving).state();
  }

  private static DeploymentRow row(String state) {
    DeploymentRow row = new DeploymentRow();
    row.id = DeploymentId.next().value();
    row.appId = AppId.next().value();
    row.environmentId = EnvironmentId.next().value();
    row.state = state;
    row.requestedBy = "ada";
    row.requestedAt = Instant.parse("2026-11-21T03:00:00Z");
    return row;
  }
}
