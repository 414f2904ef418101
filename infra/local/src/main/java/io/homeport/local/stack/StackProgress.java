package io.homeport.local.stack;

import java.time.Duration;

/** Hears what happens while a stack starts or ends. */
public interface StackProgress {

  /** A part got into another state. */
  void part(PartStatus status, Duration sinceStart);

  /** Something else that a person wants to know. */
  void note(String text);
}
