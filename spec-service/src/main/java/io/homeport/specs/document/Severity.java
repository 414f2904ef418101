package io.homeport.specs.document;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How bad a finding is. */
public enum Severity {
  /** Strangers or ordinary users can do harm with it. */
  @JsonProperty("error")
  ERROR,
  /** It may do harm, or makes harm worse. */
  @JsonProperty("warn")
  WARN,
  /** Worth knowing. */
  @JsonProperty("info")
  INFO
}
