package io.homeport.specs.document;

import static io.homeport.specs.document.Markdown.count;
import static io.homeport.specs.document.Markdown.escaped;
import static io.homeport.specs.document.Markdown.evidence;

import io.homeport.specs.document.MigrationPlan.By;
import io.homeport.specs.document.MigrationPlan.Phase;
import io.homeport.specs.document.MigrationPlan.Step;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The plan of the move, as a page's part. */
final class PlanMarkdown {

  private final PlanProgress progress;
  private final MigrationPlan plan;
  private final Map<String, Integer> numbers;
  private final Markdown page = new Markdown();

  private PlanMarkdown(PlanProgress progress) {
    this.progress = progress;
    this.plan = progress.plan();
    this.numbers = plan.numbers();
  }

  static String of(PlanProgress progress) {
    return new PlanMarkdown(progress).write();
  }

  private String write() {
    page.heading(2, "5. The move");
    if (plan.steps().isEmpty()) {
      page.paragraph("This version was written before there were plans; import the source again.");
      return page.toString().strip();
    }
    services();
    provisions();
    risks();
    steps();
    gone();
    return page.toString().strip();
  }

  private void services() {
    page.heading(3, "What of the builder's the app uses");
    if (plan.services().isEmpty()) {
      page.paragraph("Nothing that the source shows.");
      return;
    }
    page.table(
        List.of("what", "for", "what takes its place", "change of code", "evidence"),
        plan.services().stream()
            .map(each ->
                List.of(
                    escaped(each.name()),
                    escaped(each.use()),
                    escaped(each.replacement()),
                    each.codeChange() ? "**yes**" : "no",
                    "%s: %s"
                        .formatted(
                            count(each.places(), "place", "places"), evidence(each.evidence()))))
            .toList());
  }

  private void provisions() {
    page.heading(3, "What you must bring");
    if (plan.provisions().isEmpty()) {
      page.paragraph("Nothing.");
      return;
    }
    plan.provisions()
        .forEach(each ->
            page.bullet(
                "**%s** %s%s"
                    .formatted(escaped(each.what()), escaped(each.why()), where(each.evidence()))));
    page.end();
  }

  private void risks() {
    page.heading(3, "What can go wrong");
    if (plan.risks().isEmpty()) {
      page.paragraph("Nothing that the source shows.");
      return;
    }
    plan.risks()
        .forEach(each ->
            page.bullet(
                "**%s** *What to do:* %s%s"
                    .formatted(
                        escaped(each.what()), escaped(each.remedy()), where(each.evidence()))));
    page.end();
  }

  private void steps() {
    for (var phase : Phase.values()) {
      var these = plan.steps().stream().filter(each -> each.phase() == phase).toList();
      if (!these.isEmpty()) {
        page.heading(3, title(phase));
        these.forEach(this::step);
        page.end();
      }
    }
  }

  private void step(Step step) {
    String after =
        step.after().isEmpty()
            ? ""
            : " After %s."
                .formatted(
                    step.after().stream()
                        .map(numbers::get)
                        .sorted()
                        .map(Object::toString)
                        .collect(Collectors.joining(", ")));
    page.bullet(
        "[%s] **%d. %s** %s *%s.*%s (`%s`)"
            .formatted(
                progress.isDone(step.id()) ? "x" : " ",
                numbers.get(step.id()),
                escaped(step.what()),
                escaped(step.why()),
                who(step.by()),
                after,
                step.id()));
    progress
        .tick(step.id())
        .ifPresent(tick -> page.nestedBullet("*%s*".formatted(escaped(tick.sentence()))));
  }

  private void gone() {
    if (!progress.gone().isEmpty()) {
      page.heading(3, "Done, and not part of this version's plan");
      progress
          .gone()
          .forEach(each ->
              page.bullet(
                  "[x] %s *%s* (`%s`)"
                      .formatted(
                          escaped(each.what()), escaped(each.sentence()), escaped(each.step()))));
      page.end();
    }
  }

  private static String where(List<Evidence> all) {
    return all.isEmpty() ? "" : " Evidence: %s.".formatted(evidence(all));
  }

  static String title(Phase phase) {
    return switch (phase) {
      case PREPARE -> "Before";
      case REHEARSE -> "The rehearsal, beside the old app";
      case CUT_OVER -> "The day of the move";
      case AFTERWARDS -> "Afterwards";
    };
  }

  static String who(By by) {
    return switch (by) {
      case HOMEPORT -> "Homeport does it";
      case OWNER -> "You do it";
      case BOTH -> "You and Homeport do it";
    };
  }
}
