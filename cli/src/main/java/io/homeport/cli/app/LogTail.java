package io.homeport.cli.app;

/** What is new in the end of a log that was read twice. */
final class LogTail {

  /**
   * The lines of {@code now} after the last ones of {@code before}.
   *
   * @param before the end of the log, as read first; its beginning may be gone by now
   */
  static String news(String before, String now) {
    if (now.startsWith(before)) {
      return now.substring(before.length());
    }
    String[] old = before.split("(?<=\n)");
    for (int i = 1; i < old.length; i++) {
      StringBuilder end = new StringBuilder();
      for (int j = i; j < old.length; j++) {
        end.append(old[j]);
      }
      if (now.startsWith(end.toString())) {
        return now.substring(end.length());
      }
    }
    return now;
  }

  private LogTail() {}
}
