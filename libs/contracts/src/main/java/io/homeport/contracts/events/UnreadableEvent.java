package io.homeport.contracts.events;

import org.jspecify.annotations.Nullable;

/** A message that claims to be an event and is not: poison. */
public final class UnreadableEvent extends Exception {

  private static final long serialVersionUID = 1L;

  UnreadableEvent(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
