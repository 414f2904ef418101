package io.homeport.local.stack;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns what is seen of a stack now and then into what changed. */
final class StartWatch {
  private final StackProgress progress;
  private final Instant start = Instant.now();
  private final Map<String, PartState> seen = new HashMap<>();

  StartWatch(StackProgress progress) {
    this.progress = progress;
  }

  private Duration sinceStart() {
    return Duration.between(start, Instant.now());
  }

  void see(List<PartStatus> parts) {
    for (PartStatus part : parts) {
      if (seen.put(part.name(), part.state()) != part.state()) {
        progress.part(part, sinceStart());
      }
    }
    progress.starting(
        parts.stream()
            .filter(part -> part.state() == PartState.STARTING)
            .map(PartStatus::name)
            .toList(),
        sinceStart());
  }
}
