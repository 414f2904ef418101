package io.homeport.contracts.source;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * Something that an app needs and its source does not hold.
 *
 * @param what one readable sentence
 * @param names of what is missing, at most {@link #MOST_NAMES}; never a value
 * @param count how many there are in all
 * @param files that ask for it, at most {@link #MOST_FILES}
 */
public record MissingPart(
    @JsonPropertyDescription("What kind of thing is missing.") Kind kind,
    @JsonPropertyDescription("What is missing, in one readable sentence.") String what,
    @JsonPropertyDescription("The names of what is missing; never a value.") List<String> names,
    @JsonPropertyDescription("How many there are in all, also of those not named.") int count,
    @JsonPropertyDescription("Files that ask for it.") List<String> files,
    @JsonPropertyDescription("What to do about it, in one sentence.") String remedy) {

  public static final int MOST_NAMES = 50;
  public static final int MOST_FILES = 10;

  public MissingPart {
    names = names.stream().limit(MOST_NAMES).toList();
    files = files.stream().limit(MOST_FILES).toList();
  }

  /** Kinds of things that are missing. */
  public enum Kind {
    /** Pictures and other files that are in the builder's storage only. */
    ASSETS,
    /** Entities that are used and were not exported. */
    ENTITIES,
    /** Environment variables that are read and have no value. */
    VARIABLES,
    /** Migrations of a database that is used. */
    MIGRATIONS,
    /** Git submodules, which are other repositories. */
    SUBMODULES,
    /** Files of which Git has a pointer only. */
    LFS_FILES;

    @JsonValue
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @JsonCreator
    public static Kind of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }
}
