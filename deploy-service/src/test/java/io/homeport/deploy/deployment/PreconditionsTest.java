package io.homeport.deploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.Failure;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PreconditionsTest {

  @Test
  void where_all_holds_there_is_nothing_to_say_against_it() {
    assertThat(found(true, Optional.empty(), List.of(), 2L << 30, true).unmet()).isEmpty();
  }

  @Test
  void every_reason_is_said_at_once_with_what_to_do() {
    // When
    Failure unmet =
        found(
                false,
                Optional.of(
                    Failure.user("Version 3 of the spec was rejected by ada.", "Approve one.")),
                List.of("API_KEY", "MAIL_FROM"),
                1 << 20,
                false)
            .unmet()
            .orElseThrow();

    // Then
    assertThat(unmet.actor()).isEqualTo(Failure.Actor.USER);
    assertThat(unmet.what())
        .contains(
            "production is being removed",
            "rejected by ada",
            "API_KEY, MAIL_FROM",
            "Only 1 MiB are free on the disk of /srv/data, and a deployment needs 1,024.",
            "No port is free");
    assertThat(unmet.remedy())
        .contains(
            "homeport variable set kiln API_KEY --env production",
            "homeport variable set kiln MAIL_FROM --env production",
            "Make room there, then deploy again.",
            "homeport.backends-ports");
  }

  @Test
  void what_only_the_operator_can_mend_is_for_the_operator() {
    assertThat(found(true, Optional.empty(), List.of(), 0, true).unmet().orElseThrow().actor())
        .isEqualTo(Failure.Actor.OPERATOR);
  }

  private static Preconditions found(
      boolean stays, Optional<Failure> refusal, List<String> unset, long free, boolean port) {
    List<Disk> disks =
        List.of(new Disk(Path.of("/srv/data"), free), new Disk(Path.of("/srv/objects"), 3L << 30));
    return new Preconditions("production", "kiln", stays, refusal, unset, disks, 1L << 30, port);
  }
}
