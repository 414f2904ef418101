package io.homeport.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StillStartingTest {
  private static final List<String> KEYCLOAK = List.of("keycloak");

  private final StringWriter told = new StringWriter();

  @Test
  void elsewhere_than_on_a_terminal_a_line_tells_every_ten_seconds_what_is_started() {
    StillStarting still = new StillStarting(new PrintWriter(told), false);

    for (int tenth = 0; tenth <= 250; tenth++) {
      still.tell(KEYCLOAK, Duration.ofMillis(tenth * 100L));
    }

    assertThat(told.toString().lines())
        .containsExactly("   10 s    starting keycloak", "   20 s    starting keycloak");
  }

  @Test
  void what_is_told_otherwise_counts_as_a_sign_of_life() {
    StillStarting still = new StillStarting(new PrintWriter(told), false);

    still.tell(KEYCLOAK, Duration.ZERO);
    still.clear();
    still.tell(KEYCLOAK, Duration.ofSeconds(9));
    still.tell(KEYCLOAK, Duration.ofSeconds(18));

    assertThat(told.toString()).isEmpty();
  }

  @Test
  void on_a_terminal_one_line_changes_every_second_and_makes_room_for_others() {
    StillStarting still = new StillStarting(new PrintWriter(told), true);

    for (int tenth = 0; tenth <= 25; tenth++) {
      still.tell(KEYCLOAK, Duration.ofMillis(tenth * 100L));
    }
    still.clear();
    still.clear();

    assertThat(told)
        .hasToString(
            "\r\033[K    1 s    starting keycloak\r\033[K    2 s    starting keycloak\r\033[K");
  }

  @Test
  void many_parts_are_told_in_a_line_that_no_terminal_breaks() {
    StillStarting still = new StillStarting(new PrintWriter(told), false);
    List<String> all = List.of("keycloak", "import-service", "spec-service", "gateway");

    still.tell(all, Duration.ZERO);
    still.tell(all, Duration.ofSeconds(10));

    assertThat(told.toString()).contains("starting keycloak, import-service and 2 more");
  }

  @Test
  void who_watches_a_start_hears_which_parts_are_starting() {
    List<List<String>> heard = new ArrayList<>();
    StartWatch watch =
        new StartWatch(
            new StackProgress() {
              @Override
              public void part(PartStatus status, Duration sinceStart) {}

              @Override
              public void starting(List<String> names, Duration sinceStart) {
                heard.add(names);
              }

              @Override
              public void note(String text) {}
            });
    PartStatus waiting = PartStatus.waiting("keycloak", 1, Instant.EPOCH);

    watch.see(List.of(waiting));
    watch.see(List.of(waiting.starting(7, Instant.EPOCH)));

    assertThat(heard).containsExactly(List.of(), KEYCLOAK);
  }
}
