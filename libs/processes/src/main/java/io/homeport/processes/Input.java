package io.homeport.processes;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What a program reads from its stdin. */
public sealed interface Input {

  /** Nothing: the program sees the end at once. */
  record Nothing() implements Input {}

  record FromFile(Path path) implements Input {}

  /**
   * Read to its end by a thread of the program's own, and not closed. A failing stream fails the
   * run.
   */
  record FromStream(InputStream stream) implements Input {}

  /** A text, as UTF-8; shown nowhere. */
  record FromText(String text) implements Input {
    byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return "FromText[" + text.length() + " characters]";
    }
  }

  static Input nothing() {
    return new Nothing();
  }

  static Input of(Path path) {
    return new FromFile(path);
  }

  static Input of(InputStream stream) {
    return new FromStream(stream);
  }

  static Input of(String text) {
    return new FromText(text);
  }
}
