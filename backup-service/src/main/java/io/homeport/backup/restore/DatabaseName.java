package io.homeport.backup.restore;

/** Names of databases that backups are restored into. */
final class DatabaseName {

  private static final int LONGEST = 63;
  private static final int ROOM_FOR_ATTEMPT = 5;

  /** Of the n-th restore, beside the one that is live: {@code <database>_r<n>}. */
  static String ofRestore(String live, int number) {
    String base = live.replaceAll("_r\\d+$", "");
    return shortened(base, "_r" + number, LONGEST - ROOM_FOR_ATTEMPT);
  }

  /** While an attempt fills it; it gets its name when it is whole. */
  static String whileFilled(String database, int attempt) {
    return shortened(database, "_a" + attempt, LONGEST);
  }

  private static String shortened(String base, String suffix, int longest) {
    int room = longest - suffix.length();
    return (base.length() <= room ? base : base.substring(0, room)) + suffix;
  }

  private DatabaseName() {}
}
