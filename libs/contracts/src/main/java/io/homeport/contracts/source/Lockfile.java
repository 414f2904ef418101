package io.homeport.contracts.source;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * A lockfile, compared with what the manifest beside it asks for.
 *
 * @param differences how many of the wanted packages it lacks or has in another version
 * @param examples the first of them, one line each
 */
public record Lockfile(
    @JsonPropertyDescription("Its path.") String file,
    @JsonPropertyDescription("Whether it fits what the manifest asks for.") State state,
    @JsonPropertyDescription("How many wanted packages it lacks or has in another version.")
        int differences,
    @JsonPropertyDescription("The first differences, one line each.") List<String> examples) {

  public Lockfile {
    examples = List.copyOf(examples);
  }

  /** Whether a lockfile fits its manifest. */
  public enum State {
    FITS,
    STALE,
    /** It is in a form that is not read, or damaged. */
    UNREAD;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    @JsonCreator
    public static State of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }
}
