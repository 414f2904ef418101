package io.homeport.specs.change;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How much a change matters to whoever approves it. */
public enum Importance {
  /** It can do harm: read it first. */
  HIGH,
  MEDIUM,
  LOW;

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
