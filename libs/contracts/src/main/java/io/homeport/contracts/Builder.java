package io.homeport.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What generated an app. */
public enum Builder {
  LOVABLE,
  BOLT,
  BASE44,
  EMERGENT,
  V0,
  REPLIT,
  UNKNOWN;

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  @JsonCreator
  public static Builder of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
