package io.homeport.local.stack;

import java.util.Locale;

/** What a part is doing. */
public enum PartState {
  /** What it needs is not ready yet. */
  WAITING,
  STARTING,
  READY,
  /** It died or did not become ready, and is started again after a pause. */
  RESTARTING,
  STOPPING,
  STOPPED;

  /** As in status.json. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
