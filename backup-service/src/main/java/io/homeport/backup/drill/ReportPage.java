package io.homeport.backup.drill;

import io.homeport.backup.access.ComparedAccess;
import io.homeport.backup.access.Seen;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A report for a person to read, in Markdown. */
record ReportPage(Report report) {

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private static final String A_RECORD =
      "The environment's keys, variables, release and domains, sealed; compared by SHA-256.\n";

  private static final String NO_RECORD =
      "**Not in this backup.** If the environment is removed, its data can be brought back, not its"
          + " keys and variables.\n";

  private static final String NO_FILES =
      "**Not in this backup.** The service that took it could not reach them, or was older.\n";

  String markdown(Loss loss, Optional<Proof> proof) {
    var text = new StringBuilder();
    text.append("# Backup of %s, %s\n\n".formatted(report.app(), report.environment()));
    text.append(report.equal() ? equalText() : differentText());
    text.append(
        """

        | | |
        | --- | --- |
        | holds what was there at | %s |
        | restored and compared at | %s |
        | **recovery time: from nothing to all data** | **%s** |
        | **loss, if only this backup were left** | **%s** |
        | taking it | %s |
        | comparing | %s |
        | stored size, compressed and encrypted | %s |
        | PostgreSQL | %s |
        | backup | `%s` |
        | archive | `%s` |
        | fingerprint of all that is no row | `%s` |

        """
            .formatted(
                moment(report.takenAt()),
                moment(report.comparedAt()),
                report.recoveryMillis() == 0 ? "not measured" : duration(report.recoveryMillis()),
                loss.text(),
                duration(report.takingMillis()),
                report.comparingMillis() == 0 ? "not done" : duration(report.comparingMillis()),
                size(report.bytes()),
                report.postgres(),
                report.backup(),
                report.archive(),
                report.fingerprint()));
    text.append("## What was compared\n\n");
    text.append("Every row by its content, not only their number.\n\n");
    text.append("| table | rows |\n| --- | ---: |\n");
    report
        .tables()
        .forEach(
            table -> text.append("| %s | %,d |\n".formatted(escaped(table.name()), table.rows())));
    text.append("\nBeside the rows, each by its definition: ");
    text.append(
        new TreeMap<>(report.things())
            .entrySet().stream()
                .map(each -> "%s (%,d)".formatted(each.getKey(), each.getValue()))
                .collect(Collectors.joining(", ")));
    text.append(
        ".\n\n%,d sequences by where they stand, %,d foreign keys each with its row, %,d indexes each with every row of its table.\n"
            .formatted(report.sequences(), report.foreignKeys(), report.indexes()));
    report.access().ifPresent(compared -> text.append(seen(compared)));
    if (report.signedIn()) {
      text.append("\nA made-up user was made, signed in with its password and taken back.\n");
    }
    report
        .trial()
        .filter(trial -> trial.release().isPresent())
        .ifPresent(trial -> text.append(tried(trial)));
    text.append("\n## Stored files\n\n")
        .append(report.files().map(ReportPage::text).orElse(NO_FILES));
    text.append("\n## Environment record\n\n")
        .append(report.environmentRecord() ? A_RECORD : NO_RECORD);
    text.append("\n## What was not compared\n\n");
    report.notCompared().forEach(each -> text.append("- %s\n".formatted(escaped(each))));
    if (report.notCompared().isEmpty()) {
      text.append("Nothing that is in the backup was left out.\n");
    }
    text.append("\n## Signature\n\n").append(proof.map(Proof::markdown).orElse(Proof.NONE));
    return text.toString();
  }

  private static String seen(ComparedAccess compared) {
    if (compared.seen().isEmpty()) {
      return "";
    }
    var rows = new LinkedHashMap<String, Map<String, String>>();
    for (Seen each : compared.seen()) {
      rows.computeIfAbsent(each.table(), table -> new TreeMap<>())
          .put(
              each.role(),
              each.rows()
                  .map("%,d rows"::formatted)
                  .orElseGet(() -> refused(each.error().orElse(""))));
    }
    var text =
        new StringBuilder(
            "\n### Who sees what through the API\n\nThe same before and after, asked as each of"
                + " them:\n\n| table | anybody (`anon`) | somebody signed in (`authenticated`) |\n"
                + "| --- | ---: | ---: |\n");
    rows.forEach((table, seen) ->
        text.append(
            "| %s | %s | %s |\n"
                .formatted(
                    escaped(table),
                    seen.getOrDefault("anon", "not compared"),
                    seen.getOrDefault("authenticated", "not compared"))));
    return text.toString();
  }

  private static String tried(TriedApp trial) {
    return """

    ### The app itself

    The release that served then, `%s`, was started on the restored database and was well after %s. %,d questions \
    were put to its API, as anybody and as somebody signed in, one for each of them and each table: as many rows, or the same \
    refusal, as when the backup was taken.%s No functions, jobs or webhooks ran, and nothing was sent to anybody.
    """
        .formatted(
            trial.release().map(Object::toString).orElse(""),
            duration(trial.startMillis()),
            trial.seen().size(),
            trial.signedIn()
                ? " A user that was made through it signed in with its password, and with no other."
                : "");
  }

  private static String refused(String state) {
    return state.equals(INSUFFICIENT_PRIVILEGE) ? "refused" : "error " + state;
  }

  private static String text(Report.ComparedFiles stored) {
    var text =
        new StringBuilder(
            "%,d files, %s, each by the SHA-256 of its bytes; %,d of them were in no earlier backup.\n"
                .formatted(stored.count(), size(stored.bytes()), stored.added()));
    if (!stored.findings().isEmpty()) {
      text.append("\nWhen the backup was taken, files and database did not agree in this:\n\n");
      stored.findings().forEach(each -> text.append("- %s\n".formatted(escaped(each))));
    }
    return text.toString();
  }

  private String equalText() {
    return """
    **Verified.** It was restored into an empty PostgreSQL, and everything that came back is equal to what was \
    there when it was taken: %,d rows in %,d tables, and all else in the database.
    """
        .formatted(
            report.tables().stream().mapToLong(Report.Table::rows).sum(), report.tables().size());
  }

  private String differentText() {
    var text =
        new StringBuilder(
            "**Not good.** What came back is not what was there when it was taken:\n\n");
    report.differences().forEach(each -> text.append("- %s\n".formatted(escaped(each.what()))));
    return text.toString();
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ");
  }

  /** To the second, in UTC. */
  static String moment(Instant instant) {
    return instant
        .truncatedTo(ChronoUnit.SECONDS)
        .toString()
        .replace('T', ' ')
        .replace("Z", " UTC");
  }

  static String duration(long millis) {
    Duration duration = Duration.ofMillis(millis);
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    return duration.toHours() == 0
        ? "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart())
        : duration.toDays() == 0
            ? "%d h %d min".formatted(duration.toHours(), duration.toMinutesPart())
            : "%d days %d h".formatted(duration.toDays(), duration.toHoursPart());
  }

  private static String size(long count) {
    return count < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", count / 1e3)
        : count < 1_000_000_000
            ? String.format(Locale.ROOT, "%.1f MB", count / 1e6)
            : String.format(Locale.ROOT, "%.2f GB", count / 1e9);
  }
}
