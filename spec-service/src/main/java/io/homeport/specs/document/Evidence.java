package io.homeport.specs.document;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.specs.Place;
import org.jspecify.annotations.Nullable;

/**
 * Where a fact can be looked up: a line of the source, a question to the database's catalogue, or
 * statements that show it.
 */
public record Evidence(
    @JsonPropertyDescription("Whether it is a place in the source, in the catalogue, or a trial.")
        Kind kind,
    @JsonPropertyDescription(
            "The path of a file in the snapshot, the catalogue and the object in it, or SQL to run.")
        String where,
    @JsonPropertyDescription("The line of the file, from 1.") @Nullable Integer line) {

  public enum Kind {
    @JsonProperty("file")
    FILE,
    @JsonProperty("catalogue")
    CATALOGUE,
    @JsonProperty("trial")
    TRIAL
  }

  public static Evidence at(Place place) {
    return new Evidence(Kind.FILE, place.file(), place.line());
  }

  /**
   * A row of a system catalogue.
   *
   * @param catalogue such as {@code pg_policies}
   * @param object such as {@code bookings.Members read}
   */
  public static Evidence catalogue(String catalogue, Object object) {
    return new Evidence(Kind.CATALOGUE, catalogue + ": " + object, null);
  }

  /** Statements that show a fact in a database to which the migrations were applied. */
  public static Evidence trial(String sql) {
    return new Evidence(Kind.TRIAL, sql, null);
  }

  @Override
  public String toString() {
    return line == null ? where : where + ":" + line;
  }
}
