package io.homeport.specs.change;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Which part of an app's life a change touches. */
public enum Area {
  /** Who may do what. */
  PERMISSIONS,
  /** What is kept, and where it goes. */
  DATA,
  /** Secrets, and what becomes public. */
  SECRETS,
  FINDINGS,
  /** What happens when. */
  WORKFLOWS,
  /** How it is built and run. */
  DEPLOYMENT,
  QUESTIONS,
  /** How the app leaves its builder. */
  PLAN,
  /** What users see in the browser. */
  PAGES;

  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
