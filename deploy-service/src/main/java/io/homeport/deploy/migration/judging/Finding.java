package io.homeport.deploy.migration.judging;

/**
 * What a statement of a migration would do to an app that serves.
 *
 * @param hazard what kind of change it is: a {@link Hazard}'s name in lower case, or squawk's rule
 * @param line where the statement begins in its file, from 1
 * @param object what it is about, such as {@code public.orders}
 * @param effect what it does, to a person
 * @param remedy the safe form, in words
 * @param safeSql the safe form, in SQL; empty where words are all there is
 */
public record Finding(
    String hazard,
    String file,
    int line,
    String object,
    Severity severity,
    String effect,
    String remedy,
    String safeSql) {

  /** What follows from it. */
  public enum Severity {
    /** It is done in steps instead, which the app does not feel. */
    STEPS,
    /** It is done as it is written; somebody should know. */
    WARNING,
    /** It is done only with consent. */
    LOSES_DATA,
    /**
     * It is not done: the app would stand still, and there is no way around that is always right.
     */
    REFUSED
  }

  /** In one line. */
  public String shown() {
    return "%s, line %d: %s %s%s"
        .formatted(
            file,
            line,
            effect,
            severity == Severity.STEPS ? "It is done in steps instead." : remedy,
            severity == Severity.STEPS || safeSql.isEmpty() ? "" : " Safe: " + safeSql);
  }
}
