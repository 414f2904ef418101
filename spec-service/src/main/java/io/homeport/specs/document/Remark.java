package io.homeport.specs.document;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;

/** What a person said about one thing in an app's specs. It stays said in later versions. */
public record Remark(
    @JsonPropertyDescription("What kind of thing it is about.") About about,
    @JsonPropertyDescription("The id of the finding, the fact or the question.") String subject,
    @JsonPropertyDescription("What was said.") Verdict verdict,
    @JsonPropertyDescription("In the person's own words: reason, answer or comment.") String text,
    @JsonPropertyDescription("Who said it.") String by,
    @JsonPropertyDescription("When.") Instant at) {

  /** What a remark can be about. */
  public enum About {
    FINDING,
    FACT,
    QUESTION;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What can be said. Of all but comments, the last one holds. */
  public enum Verdict {
    /** The finding may stay. */
    ACCEPTED,
    /** The fact is so. */
    CONFIRMED,
    /** The fact is not so. */
    DISPUTED,
    /** The question has this answer. */
    ANSWERED,
    /** Something beside it. */
    COMMENTED,
    /** What was said before, comments aside, no longer holds. */
    WITHDRAWN;

    /** Whether it makes sense of such a thing. */
    public boolean fits(About about) {
      return switch (this) {
        case ACCEPTED -> about == About.FINDING;
        case CONFIRMED, DISPUTED -> about == About.FACT;
        case ANSWERED -> about == About.QUESTION;
        case COMMENTED, WITHDRAWN -> true;
      };
    }

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Such as {@code accepted by ada on 2026-03-01: the table is public on purpose}. */
  public String sentence() {
    String words = text.isBlank() ? "" : ": " + text.strip();
    return "%s by %s on %s%s".formatted(verdict, by, at.toString().substring(0, 10), words);
  }
}
