package io.homeport.cli.app;

import io.homeport.cli.client.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A completed import, as lines for people. */
final class ImportReport {

  private static final int MOST_NAMES = 8;

  static List<String> lines(String app, Resource completed) {
    List<String> lines = new ArrayList<>();
    lines.add(imported(app, completed));
    origin(completed.part("source")).ifPresent(lines::add);
    completed
        .optional("unchangedSince")
        .ifPresent(since ->
            lines.add(
                "Unchanged since import %s: no new snapshot, no new spec (--again drafts one)."
                    .formatted(since)));
    lines.add(builder(completed));
    if (!completed.parts("frameworks").isEmpty()) {
      lines.add(
          "Made with: %s."
              .formatted(
                  completed.parts("frameworks").stream()
                      .map(ImportReport::framework)
                      .collect(Collectors.joining(", "))));
    }
    for (Resource packages : completed.parts("packages")) {
      lines.add(
          "Packages%s: %s. %s"
              .formatted(
                  packages.text("folder").isEmpty() ? "" : " of " + packages.text("folder"),
                  packages.text("manager"),
                  packages.text("reason")));
    }
    lines.addAll(missing(completed.parts("missing")));
    lines.addAll(leftOut(completed.parts("warnings")));
    return lines;
  }

  private static String imported(String app, Resource completed) {
    return "Imported %s files of %s, snapshot %s."
        .formatted(completed.number("files"), app, completed.text("snapshot"));
  }

  private static Optional<String> origin(Resource source) {
    return source
        .optional("commit")
        .map(commit -> {
          String changed =
              source
                  .optional("dirty")
                  .filter("true"::equals)
                  .map(dirty -> ", with changes that are in no commit")
                  .orElse("");
          return "Commit %s%s%s%s."
              .formatted(
                  commit.substring(0, Math.min(commit.length(), 12)),
                  source.optional("ref").map(ref -> " of " + ref).orElse(""),
                  source.optional("committedAt").map(at -> ", " + at).orElse(""),
                  changed);
        });
  }

  private static String builder(Resource completed) {
    String builder = completed.optional("builder").orElse("unknown");
    if (builder.equals("unknown")) {
      return "Builder: none that is known.";
    }
    Resource format = completed.part("format");
    String known =
        format.optional("name").map(name -> ", format " + name).orElse("")
            + format.optional("version").map(version -> " (" + version + ")").orElse("");
    String evidence =
        completed.parts("evidence").stream()
            .map(each -> each.json().asText())
            .collect(Collectors.joining("; "));
    return "Builder: %s%s: %s.".formatted(builder, known, evidence);
  }

  private static String framework(Resource framework) {
    String folder = framework.text("folder");
    return framework.text("name")
        + framework.optional("version").map(version -> " " + version).orElse("")
        + (folder.isEmpty() ? "" : " in " + folder);
  }

  private static List<String> missing(List<Resource> missing) {
    if (missing.isEmpty()) {
      return List.of("Nothing is missing.");
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        missing.size() == 1
            ? "1 thing is missing:"
            : "%d things are missing:".formatted(missing.size()));
    for (Resource part : missing) {
      lines.add(
          "- %s %s %s"
              .formatted(part.text("what"), names(part), part.text("remedy"))
              .replace("  ", " "));
    }
    return lines;
  }

  private static List<String> leftOut(List<Resource> warnings) {
    List<String> lines = new ArrayList<>();
    warnings.stream()
        .limit(MOST_NAMES)
        .forEach(each -> lines.add("- %s.".formatted(each.json().asText())));
    if (warnings.size() > MOST_NAMES) {
      lines.add("- %d more, which --json names.".formatted(warnings.size() - MOST_NAMES));
    }
    if (!lines.isEmpty()) {
      lines.addFirst("Not everything was taken over:");
    }
    return lines;
  }

  private static String names(Resource part) {
    List<String> names =
        part.parts("names").stream().map(each -> each.json().asText()).limit(MOST_NAMES).toList();
    long others = part.number("count") - names.size();
    String all = String.join(", ", names);
    return others > 0 ? "%s and %d more.".formatted(all, others) : all + ".";
  }

  private ImportReport() {}
}
