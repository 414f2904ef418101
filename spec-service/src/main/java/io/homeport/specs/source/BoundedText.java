package io.homeport.specs.source;

/**
 * A text whose characters can be looked at a limited number of times, so that a pattern that goes
 * back and forth ends also in a text that was written to keep it busy.
 */
final class BoundedText implements CharSequence {

  /** Patterns look at a character of usual files some ten times. */
  private static final long LOOKS_AT_EACH = 500;

  private static final long LOOKS_AT_SHORT_TEXTS = 1_000_000;

  private final String text;
  private final Effort looks;

  BoundedText(String text) {
    this.text = text;
    this.looks = new Effort(LOOKS_AT_SHORT_TEXTS + LOOKS_AT_EACH * text.length());
  }

  /**
   * Looks at a character.
   *
   * @throws Effort.TooMuch when that was done too often
   */
  @Override
  public char charAt(int index) {
    looks.spend(1);
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
