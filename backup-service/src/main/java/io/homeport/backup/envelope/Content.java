package io.homeport.backup.envelope;

/** What is in an envelope. The code stands in its header and never changes. */
public enum Content {
  /** A database as {@code pg_dump -Fc} wrote it. */
  DATABASE(1),
  /** What was in the database when the backup was taken, as JSON. */
  MANIFEST(2),
  /** A file that an app has stored. */
  FILE(3),
  /** What brings an environment back beside its data, as deploy-service sealed it. */
  RECORD(4),
  /** Which of Homeport's own databases a set of them holds, as JSON. */
  SET(5);

  private final int code;

  Content(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
