package io.homeport.backup.envelope;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Stored bytes are not what was once stored. The message says which and how. */
public final class DamagedEnvelope extends IOException {

  private static final long serialVersionUID = 1L;

  public DamagedEnvelope(Label label, String how) {
    this(label, how, null);
  }

  DamagedEnvelope(Label label, String how, @Nullable Throwable cause) {
    super("What is stored as " + label + " is damaged: " + how, cause);
  }
}
