package io.homeport.backup.access;

import io.homeport.backup.inventory.CatalogueEntry;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether what is seen of a table may be another thing a moment later or on another server, though
 * every row and every definition is the same. It goes by the words in policies, views and
 * functions, so that it rather suspects too much: then nothing is claimed.
 */
final class Changing {

  private static final Pattern OF_THE_MOMENT =
      Pattern.compile(
          "(?i)\\b(now|age|random|\\w*_random_\\w+|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday"
              + "|nextval|currval|lastval|txid_\\w+|pg_current_\\w+|pg_snapshot_\\w+|dblink\\w*|pg_has_role|inet_\\w+|pg_stat_\\w+)\\s*\\("
              + "|\\b(current_date|current_time|current_timestamp|localtime|localtimestamp|tablesample|pg_stat_activity|pg_settings|pg_roles|pg_auth_members|set\\s+role)\\b"
              + "|'(now|today|tomorrow|yesterday)'"
              + "|\\b(net|http|cron)\\.\\w+"
              + "|current_setting\\(\\s*'(?!request\\.|role\\b|app\\.)");

  private static final Set<String> NOT_COMPARED = Set.of("materialized view", "foreign table");

  private static final Pattern LAST_NAME = Pattern.compile("([^.\"]+)\"?(\\(.*)?$", Pattern.DOTALL);

  /** Why nothing can be claimed of a table; empty where a difference is one. */
  static Optional<String> why(String table, List<CatalogueEntry> catalogue) {
    var waiting = new ArrayDeque<String>(List.of(table));
    Set<CatalogueEntry> reached = new HashSet<>();
    while (!waiting.isEmpty()) {
      String text = waiting.remove();
      for (CatalogueEntry entry : catalogue) {
        if (decides(entry) && !reached.contains(entry) && isNamedIn(entry, text)) {
          reached.add(entry);
          if (NOT_COMPARED.contains(entry.kind())) {
            return Optional.of("it depends on %s, which is not compared".formatted(entry.name()));
          }
          if (OF_THE_MOMENT.matcher(entry.definition()).find()) {
            return Optional.of(
                "it depends on the moment or the server (%s %s)"
                    .formatted(entry.kind(), entry.name()));
          }
          waiting.add(entry.name() + " " + entry.definition());
        }
      }
    }
    return Optional.empty();
  }

  private static boolean decides(CatalogueEntry entry) {
    return switch (entry.kind()) {
      case "policy", "function", "view", "materialized view", "foreign table" -> true;
      default -> false;
    };
  }

  /** A policy where its table is named, anything else where its own last name is. */
  private static boolean isNamedIn(CatalogueEntry entry, String text) {
    String name =
        entry.kind().equals("policy")
            ? entry.name().substring(entry.name().lastIndexOf(" on ") + " on ".length())
            : entry.name();
    var last = LAST_NAME.matcher(name.replaceFirst("(?s)\\(.*", ""));
    return last.find()
        && Pattern.compile("(?<![\\w$])" + Pattern.quote(last.group(1)) + "(?![\\w$])")
            .matcher(text)
            .find();
  }

  private Changing() {}
}
