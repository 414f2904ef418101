package io.homeport.specs.document;

/** How bad a finding is. */
public enum Severity {
  /** Strangers or ordinary users can do harm with it. */
  ERROR,
  /** It may do harm, or makes harm worse. */
  WARN,
  /** Worth knowing. */
  INFO
}
