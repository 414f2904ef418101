package io.homeport.deploy.migration;

import org.jspecify.annotations.Nullable;

/**
 * A migration could not be applied to a database that serves. Says which statement, why, and how
 * far it came.
 */
public final class MigrationFailed extends Exception {
  private static final long serialVersionUID = 1;

  private final String remedy;

  MigrationFailed(String what, String remedy, @Nullable Throwable cause) {
    super(what, cause);
    this.remedy = remedy;
  }

  /** What to do next. */
  public String remedy() {
    return remedy;
  }
}
