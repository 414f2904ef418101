package io.homeport.local.stack;

import java.time.Duration;
import java.util.List;

/** Hears what happens while a stack starts or ends. */
public interface StackProgress {

  /** A part got into another state. */
  void part(PartStatus status, Duration sinceStart);

  /**
   * Nothing changed, and these parts are still starting. Told many times a second.
   *
   * @param names empty while none is
   */
  default void starting(List<String> names, Duration sinceStart) {}

  /** Something else that a person wants to know. */
  void note(String text);
}
