package io.homeport.bench.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.bench.Result;
import io.homeport.bench.Result.Goal;
import io.homeport.contracts.Builder;
import io.homeport.specs.document.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the measurement found.
 *
 * @param absent labelled exports that are not in the folder
 */
record SpecReport(List<Export> exports, List<String> absent, Faults.Outcome faults) {

  private static final int MOST_LINES = 12;

  /**
   * One export.
   *
   * @param builder what is taken to have generated it
   * @param failed statements that did not apply, or late, by class
   * @param findings how many of each severity
   * @param statements of its migrations, and how many of them applied
   * @param agreement with the truth, for the parts that are labelled
   * @param appliedFully true if it has migrations and all applied, each in its turn
   * @param redrawn what its migrations make, as far as they apply; null when there are none
   */
  record Export(
      String app,
      Builder builder,
      double seconds,
      double peakMebibytes,
      int entities,
      int statements,
      int applied,
      Map<String, Integer> failed,
      Map<Severity, Long> findings,
      Map<Part, Agreement> agreement,
      boolean appliedFully,
      Redrawing.@Nullable Difference redrawn) {}

  Result result() {
    var figures = new LinkedHashMap<String, Double>();
    var goals = new ArrayList<Goal>();
    var labelled = exports.stream().filter(each -> !each.agreement().isEmpty()).toList();
    figures.put("exports", (double) exports.size());
    figures.put("exports_labelled", (double) labelled.size());
    if (!labelled.isEmpty()) {
      for (var part : Part.values()) {
        var all =
            Agreement.of(
                labelled.stream()
                    .flatMap(each -> Stream.ofNullable(each.agreement().get(part)))
                    .toList());
        String name = part.name().toLowerCase(Locale.ROOT);
        figures.put(name + "_labelled", (double) (all.right() + all.missing().size()));
        goals.add(
            Goal.atLeast(name + "_precision_percent", all.precisionPercent(), part.goalPercent));
        goals.add(Goal.atLeast(name + "_recall_percent", all.recallPercent(), part.goalPercent));
      }
    }
    figures.put("redrawn_applied_fully", (double) redrawn(true).count());
    figures.put("redrawn_applied_partly", (double) redrawn(false).count());
    goals.add(
        Goal.atLeast(
            "redrawn_equal_applied_fully",
            redrawn(true).filter(Redrawing.Difference::isNone).count(),
            redrawn(true).count()));
    figures.put(
        "redrawn_equal_applied_partly",
        (double) redrawn(false).filter(Redrawing.Difference::isNone).count());
    goals.add(Goal.atLeast("faults_found", faults.found(), faults.planted().size()));
    goals.add(Goal.atMost("false_alarms_at_error", faults.falseAlarms().size(), 0));
    if (!exports.isEmpty()) {
      var seconds = exports.stream().map(Export::seconds).sorted().toList();
      goals.add(Goal.atMost("median_seconds", seconds.get((seconds.size() - 1) / 2), 10));
      goals.add(Goal.atMost("largest_seconds", seconds.getLast(), 60));
      goals.add(
          Goal.atMost(
              "peak_mebibytes",
              exports.stream().mapToDouble(Export::peakMebibytes).max().orElseThrow(),
              512));
    }
    return new Result("spec", figures, Map.of(), goals);
  }

  private Stream<Redrawing.Difference> redrawn(boolean fully) {
    return exports.stream()
        .filter(each -> each.appliedFully() == fully)
        .flatMap(each -> Stream.ofNullable(each.redrawn()));
  }

  String toJson() {
    try {
      return new ObjectMapper()
          .writerWithDefaultPrettyPrinter()
          .writeValueAsString(
              Map.of("result", result(), "exports", exports, "absent", absent, "faults", faults));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of numbers and texts is always writable", e);
    }
  }

  String toTable() {
    var table = new StringBuilder();
    line(
        table,
        "%-30s %7s %7s %11s %10s  %s",
        "export",
        "s",
        "MiB",
        "applied",
        "redrawn",
        "right/missing/wrong");
    for (var export : exports) {
      line(
          table,
          "%-30s %7.1f %7.0f %11s %10s  %s",
          export.app(),
          export.seconds(),
          export.peakMebibytes(),
          export.applied() + "/" + export.statements(),
          redrawn(export),
          agreement(export));
    }
    about(table);
    absent.forEach(app -> line(table, "%-30s labelled, but not in the folder: skipped", app));
    exports.forEach(export -> disagreements(table, export));
    faults
        .missed()
        .forEach(each ->
            line(table, "fault not found: %s (%s %s)", each.name(), each.rule(), each.subject()));
    faults.falseAlarms().forEach(each -> line(table, "false alarm: %s", each));
    return table.append('\n').append(result().toTable()).toString();
  }

  private void about(StringBuilder table) {
    line(
        table,
        "%n%-30s %-9s %8s %6s %6s %6s  %s",
        "export",
        "builder",
        "entities",
        "error",
        "warn",
        "info",
        "failed statements by class");
    for (var export : exports) {
      line(
          table,
          "%-30s %-9s %8d %6d %6d %6d  %s",
          export.app(),
          export.builder().name().toLowerCase(Locale.ROOT),
          export.entities(),
          export.findings().getOrDefault(Severity.ERROR, 0L),
          export.findings().getOrDefault(Severity.WARN, 0L),
          export.findings().getOrDefault(Severity.INFO, 0L),
          export.failed().isEmpty() ? "-" : export.failed());
    }
  }

  private static String redrawn(Export export) {
    var difference = export.redrawn();
    if (difference == null) {
      return "-";
    }
    return difference.isNone() ? "equal" : "different";
  }

  private static String agreement(Export export) {
    var parts = new ArrayList<String>();
    export
        .agreement()
        .forEach((part, each) ->
            parts.add(
                "%s %d/%d/%d"
                    .formatted(
                        part.name().toLowerCase(Locale.ROOT),
                        each.right(),
                        each.missing().size(),
                        each.wrong().size())));
    return String.join(", ", parts);
  }

  private static void disagreements(StringBuilder table, Export export) {
    export
        .agreement()
        .forEach((part, each) -> {
          lines(
              table,
              export.app() + " " + part.name().toLowerCase(Locale.ROOT) + " missing",
              each.missing());
          lines(
              table,
              export.app() + " " + part.name().toLowerCase(Locale.ROOT) + " wrong",
              each.wrong());
        });
    var difference = export.redrawn();
    if (difference != null) {
      lines(table, export.app() + " redrawn without", difference.lost());
      lines(table, export.app() + " redrawn with", difference.added());
      lines(table, export.app() + " redrawn refused", difference.refused());
    }
  }

  private static void lines(StringBuilder table, String heading, List<String> lines) {
    lines.stream().limit(MOST_LINES).forEach(each -> line(table, "%s: %s", heading, each));
    if (lines.size() > MOST_LINES) {
      line(table, "%s: and %d more", heading, lines.size() - MOST_LINES);
    }
  }

  private static void line(StringBuilder table, String format, Object... values) {
    table.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
