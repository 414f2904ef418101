package io.homeport.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * An expected failure, as a value: what went wrong, what to do next, and who must do it.
 *
 * @param what one readable sentence that names the thing; never a secret
 * @param remedy what to do next, one sentence
 */
public record Failure(
    @JsonPropertyDescription("Who must act.") Actor actor,
    @JsonPropertyDescription("What went wrong, in one readable sentence.") String what,
    @JsonPropertyDescription("What to do next, in one sentence.") String remedy) {

  /** Who must act on a failure. */
  public enum Actor {
    /** The founder: the source, the settings or the approval must change. */
    USER,
    /** Whoever runs this installation: disk, network, a broken part. */
    OPERATOR,
    /** Nobody: trying again is enough. */
    RETRY;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    static Actor of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  public static Failure user(String what, String remedy) {
    return new Failure(Actor.USER, what, remedy);
  }

  public static Failure operator(String what, String remedy) {
    return new Failure(Actor.OPERATOR, what, remedy);
  }

  public static Failure retry(String what, String remedy) {
    return new Failure(Actor.RETRY, what, remedy);
  }

  @Override
  public String toString() {
    return what + " " + remedy;
  }
}
