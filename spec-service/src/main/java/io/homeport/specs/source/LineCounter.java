package io.homeport.specs.source;

/** Tells lines of places in a text that are asked for from the beginning to the end. */
final class LineCounter {

  private final String text;
  private int counted;
  private int line = 1;

  LineCounter(String text) {
    this.text = text;
  }

  /**
   * The line of an index, from 1.
   *
   * @param index not before the one asked for last
   */
  int at(int index) {
    for (; counted < index; counted++) {
      if (text.charAt(counted) == '\n') {
        line++;
      }
    }
    return line;
  }
}
