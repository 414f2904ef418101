package io.homeport.backup.moment;

import java.time.Instant;

/**
 * A copy of the whole cluster that the log is replayed onto.
 *
 * @param label pgBackRest's name of it
 * @param firstSegment of the log: it is replayed from here on
 * @param bytes of the cluster when it was taken
 * @param damaged whether pages of the cluster did not fit their checksums
 */
public record BaseBackup(
    String label,
    Type type,
    Instant beganAt,
    Instant endedAt,
    String firstSegment,
    long bytes,
    boolean damaged) {

  /** What it holds, and pgBackRest's word for that. */
  public enum Type {
    FULL("full"),
    /** What changed since the last full one. */
    DIFFERENTIAL("diff"),
    /** What changed since the last one of any type; only people ask for it. */
    INCREMENTAL("incr");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }

    static Type of(String word) {
      for (Type type : values()) {
        if (type.word.equals(word)) {
          return type;
        }
      }
      throw new IllegalArgumentException("pgBackRest tells of a backup of the type " + word);
    }
  }

  /** From when on the cluster can be had: pgBackRest tells whole seconds. */
  Instant firstMoment() {
    return endedAt.plusSeconds(1);
  }
}
