package io.homeport.deploy.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.api.ProblemException;
import io.homeport.contracts.OrganizationId;
import io.homeport.deploy.target.AppLimits;
import io.homeport.deploy.target.HostTarget;
import io.homeport.testkit.Tokens;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.subscription.Cancellable;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStreamsTest {
  @TempDir Path folder;

  private final LogStreams streams = new LogStreams(new SimpleMeterRegistry());

  @Test
  void an_organization_follows_so_many_logs_at_once_and_others_still_can() {
    // Given
    List<Cancellable> open = new ArrayList<>();
    for (int i = 0; i < LogStreams.MOST_FOLLOWERS; i++) {
      open.add(follow(Tokens.ACME.id()));
    }

    // Then
    assertThatThrownBy(() -> follow(Tokens.ACME.id())).isInstanceOf(ProblemException.class);
    assertThat(follow(Tokens.GLOBEX.id())).isNotNull();

    // And
    open.getFirst().cancel();
    assertThat(follow(Tokens.ACME.id())).isNotNull();
  }

  private Cancellable follow(OrganizationId organization) {
    var target = new HostTarget(folder, folder, new AppLimits(64 << 20, 100, 10));
    return streams
        .of(organization, target.follow(UUID.randomUUID()), Instant.EPOCH, null)
        .subscribe()
        .with(event -> {});
  }
}
