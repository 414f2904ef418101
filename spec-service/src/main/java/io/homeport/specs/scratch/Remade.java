package io.homeport.specs.scratch;

import io.homeport.specs.sql.SqlFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which tables files make that must not be there yet. Where a file that failed makes one too, the
 * later file is the second try: had the first left its table behind, the second would have failed.
 */
final class Remade {

  /** A file makes a table that must not be there, or takes one away. */
  private record Event(int file, String table, boolean makes) {}

  private final List<String> files;
  private final List<Event> events;

  private Remade(List<String> files, List<Event> events) {
    this.files = List.copyOf(files);
    this.events = List.copyOf(events);
  }

  /** Reads files in the order in which they are applied. */
  static Remade in(List<SqlFile> ordered) {
    var events = new ArrayList<Event>();
    for (int i = 0; i < ordered.size(); i++) {
      for (var statement : StatementSplitter.split(ordered.get(i))) {
        String table = statement.shape().object();
        if (table != null && table.startsWith("table ")) {
          if (makesAnew(statement)) {
            events.add(new Event(i, table, true));
          } else if (takesAway(statement)) {
            events.add(new Event(i, table, false));
          }
        }
      }
    }
    return new Remade(ordered.stream().map(SqlFile::path).toList(), events);
  }

  /**
   * The statements of a file that concern tables which a later file makes anew; all, if it makes no
   * others.
   */
  Set<Statement> inVain(SqlFile file, List<Statement> statements) {
    var made = new HashSet<String>();
    statements.forEach(statement -> {
      String object = statement.shape().object();
      if (statement.shape().verb().equals("create")
          && object != null
          && object.startsWith("table ")) {
        made.add(object);
      }
    });
    var again = new HashSet<>(made);
    int place = files.indexOf(file.path());
    again.removeIf(table -> !isMadeAnewAfter(place, table));
    Set<Statement> inVain = Collections.newSetFromMap(new IdentityHashMap<>());
    if (!again.isEmpty()) {
      statements.stream()
          .filter(statement -> again.equals(made) || concerns(statement, again))
          .forEach(inVain::add);
    }
    return inVain;
  }

  private boolean isMadeAnewAfter(int file, String table) {
    return events.stream()
        .filter(event -> event.file() > file && event.table().equals(table))
        .findFirst()
        .map(Event::makes)
        .orElse(false);
  }

  private static boolean concerns(Statement statement, Set<String> tables) {
    String object = statement.shape().object();
    return object != null
        && (tables.contains(object)
            || Stream.of("policy ", "trigger ", "index ", "rule ")
                .filter(object::startsWith)
                .anyMatch(kind ->
                    tables.stream()
                        .map(table -> kind + table.substring("table ".length()) + ".")
                        .anyMatch(object::startsWith)));
  }

  private static boolean makesAnew(Statement statement) {
    return statement.startsWith("create", "table")
        && !statement.startsWith("create", "table", "if");
  }

  private static boolean takesAway(Statement statement) {
    return statement.shape().verb().equals("drop") || isRenamed(statement);
  }

  private static boolean isRenamed(Statement statement) {
    var tokens = statement.tokens();
    return statement.startsWith("alter", "table")
        && IntStream.range(1, tokens.size())
            .anyMatch(i -> tokens.get(i - 1).is("rename") && tokens.get(i).is("to"));
  }
}
