package io.homeport.local;

/**
 * A text that must not be printed.
 *
 * @param reveal the text itself, for the one place that needs it
 */
public record Secret(String reveal) {
  @Override
  public String toString() {
    return "***";
  }
}
