package io.homeport.backup.recovery;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code pg_restore --list} says of an archive: one entry a line, in the order of restoring.
 *
 * @see <a href="https://www.postgresql.org/docs/current/app-pgrestore.html">pg_restore</a>
 */
record TableOfContents(List<Entry> entries) {

  /** {@code dumpId; catalogueOid oid KIND schema name owner} */
  private static final Pattern LINE = Pattern.compile("(\\d+); \\d+ \\d+ (.*)");

  private static final List<String> KINDS_OF_SEVERAL_WORDS =
      Stream.of(
              "ACCESS METHOD",
              "CHECK CONSTRAINT",
              "DEFAULT ACL",
              "EVENT TRIGGER",
              "FK CONSTRAINT",
              "FOREIGN DATA WRAPPER",
              "FOREIGN TABLE",
              "INDEX ATTACH",
              "MATERIALIZED VIEW",
              "MATERIALIZED VIEW DATA",
              "OPERATOR CLASS",
              "OPERATOR FAMILY",
              "PROCEDURAL LANGUAGE",
              "PUBLICATION TABLE",
              "PUBLICATION TABLES IN SCHEMA",
              "ROW SECURITY",
              "SECURITY LABEL",
              "SEQUENCE OWNED BY",
              "SEQUENCE SET",
              "SHELL TYPE",
              "TABLE ATTACH",
              "TABLE DATA",
              "TEXT SEARCH CONFIGURATION",
              "TEXT SEARCH DICTIONARY",
              "TEXT SEARCH PARSER",
              "TEXT SEARCH TEMPLATE",
              "USER MAPPING")
          .sorted(Comparator.comparingInt(String::length).reversed())
          .toList();

  /**
   * One entry.
   *
   * @param line as pg_restore wrote it, and takes it in a list
   */
  record Entry(String line, String kind, String rest) {
    boolean ownedBy(String role) {
      return rest.endsWith(" " + role);
    }
  }

  static TableOfContents parse(String listing) {
    return new TableOfContents(
        listing
            .lines()
            .filter(line -> !line.startsWith(";"))
            .flatMap(TableOfContents::entry)
            .toList());
  }

  /** The lines of one pass, in order. */
  List<String> of(Pass pass, Set<String> superusers) {
    return entries.stream()
        .filter(
            entry -> Pass.of(entry.kind(), superusers.stream().anyMatch(entry::ownedBy)) == pass)
        .map(Entry::line)
        .toList();
  }

  private static Stream<Entry> entry(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return Stream.empty();
    }
    String rest = matcher.group(2);
    String kind =
        KINDS_OF_SEVERAL_WORDS.stream()
            .filter(words -> rest.startsWith(words + " "))
            .findFirst()
            .orElseGet(() -> rest.substring(0, Math.max(0, rest.indexOf(' '))));
    return Stream.of(new Entry(line, kind, rest.substring(kind.length())));
  }
}
