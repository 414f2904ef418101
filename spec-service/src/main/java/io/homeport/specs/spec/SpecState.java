package io.homeport.specs.spec;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The states of {@link Spec}, as the API and the database name them. */
public enum SpecState {
  DRAFTING,
  DRAFTED,
  APPROVED,
  REJECTED,
  FAILED;

  static SpecState of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
