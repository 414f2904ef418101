package io.homeport.specs.document;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;

/**
 * That a step of an app's plan was done, or is not done after all. Of several the last one holds,
 * in later versions too.
 */
public record StepTick(
    @JsonPropertyDescription("The id of the step.") String step,
    @JsonPropertyDescription("What the step was when this was said.") String what,
    @JsonPropertyDescription("False if it is not done after all.") boolean done,
    @JsonPropertyDescription("In the person's own words, or what Homeport saw.") String note,
    @JsonPropertyDescription("Who said it; homeport if it was seen.") String by,
    @JsonPropertyDescription("When.") Instant at) {

  /** Who ticks what Homeport sees by itself. */
  public static final String HOMEPORT = "homeport";

  /** Such as {@code done by ada on 2026-03-01: all 14 tables are equal}. */
  public String sentence() {
    String words = note.isBlank() ? "" : ": " + note.strip();
    return "%s by %s on %s%s"
        .formatted(done ? "done" : "taken back", by, at.toString().substring(0, 10), words);
  }
}
