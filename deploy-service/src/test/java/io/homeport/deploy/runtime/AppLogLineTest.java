package io.homeport.deploy.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppLogLineTest {
  private static final Instant EARLY = Instant.parse("2026-11-21T03:00:00Z");
  private static final Instant LATE = Instant.parse("2026-11-21T03:00:09Z");

  @Test
  void a_line_that_does_not_say_when_was_written_with_the_one_before() {
    // When
    List<AppLogLine> lines =
        AppLogLine.latest(
            List.of(said(LATE, "It broke."), "    at its heart", said(EARLY, "It runs.")),
            Instant.EPOCH,
            10);

    // Then
    assertThat(lines)
        .containsExactly(
            new AppLogLine(EARLY, "warn", null, "It runs."),
            new AppLogLine(LATE, "warn", null, "It broke."),
            new AppLogLine(LATE, "info", null, "    at its heart"));
  }

  private static String said(Instant when, String message) {
    return "{\"time\":\"%s\",\"level\":\"warn\",\"message\":\"%s\"}".formatted(when, message);
  }
}
