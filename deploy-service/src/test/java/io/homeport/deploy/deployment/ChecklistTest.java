package io.homeport.deploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.deploy.deployment.Checklist.Item;
import io.homeport.deploy.deployment.Checklist.Progress;
import io.homeport.deploy.deployment.Checklist.Step;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ChecklistTest {
  private static final Instant FIRST = Instant.parse("2026-11-21T03:00:00Z");
  private static final Instant LATER = FIRST.plusSeconds(5);

  @Test
  void a_step_that_fails_says_why_and_none_comes_after_it() {
    // Given
    Checklist list =
        Checklist.waiting()
            .begin(Step.PRECONDITIONS, FIRST)
            .done(Step.PRECONDITIONS, "All is well.", FIRST)
            .begin(Step.BUILD, FIRST);

    // When
    Checklist failed = list.fail("It does not build.", LATER);

    // Then
    assertThat(item(failed, Step.PRECONDITIONS).state()).isEqualTo(Progress.DONE);
    assertThat(item(failed, Step.BUILD))
        .isEqualTo(new Item(Step.BUILD, Progress.FAILED, FIRST, LATER, "It does not build."));
    assertThat(item(failed, Step.MIGRATE).state()).isEqualTo(Progress.NOT_REACHED);
    assertThat(item(failed, Step.DRAIN).state()).isEqualTo(Progress.NOT_REACHED);
  }

  @Test
  void another_attempt_that_finds_a_step_done_leaves_what_was_said_of_it() {
    // Given
    Checklist list =
        Checklist.waiting().begin(Step.MIGRATE, FIRST).done(Step.MIGRATE, "2 applied.", FIRST);

    // When
    Checklist again = list.begin(Step.MIGRATE, LATER).done(Step.MIGRATE, "0 applied.", LATER);

    // Then
    assertThat(item(again, Step.MIGRATE))
        .isEqualTo(new Item(Step.MIGRATE, Progress.DONE, FIRST, LATER, "2 applied."));
    Checklist skipped = list.begin(Step.MIGRATE, LATER).skip(Step.MIGRATE, "None.", LATER);
    assertThat(item(skipped, Step.MIGRATE).what()).isEqualTo("2 applied.");
  }

  @Test
  void it_comes_back_as_it_was_stored_and_one_of_before_there_were_any_has_no_steps() {
    Checklist list = Checklist.waiting().begin(Step.BUILD, FIRST).fail("No.", LATER);

    assertThat(Checklist.read(list.json())).isEqualTo(list);
    assertThat(list.json()).contains("\"not-reached\"", "\"restore-point\"");
    assertThat(Checklist.read(null).items()).isEmpty();
  }

  private static Item item(Checklist list, Step step) {
    return list.items().stream().filter(each -> each.step() == step).findFirst().orElseThrow();
  }
}
