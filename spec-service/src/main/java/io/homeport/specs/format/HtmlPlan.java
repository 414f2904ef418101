package io.homeport.specs.format;

import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.MigrationPlan;
import io.homeport.specs.document.MigrationPlan.By;
import io.homeport.specs.document.MigrationPlan.Phase;
import io.homeport.specs.document.MigrationPlan.Step;
import io.homeport.specs.document.PlanProgress;
import io.homeport.specs.document.Severity;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** How the app leaves its builder. */
final class HtmlPlan {

  private static final int MOST_EVIDENCE = 3;

  private final PlanProgress progress;
  private final MigrationPlan plan;
  private final Map<String, Integer> numbers;
  private final Html page = new Html();

  private HtmlPlan(PlanProgress progress) {
    this.progress = progress;
    this.plan = progress.plan();
    this.numbers = plan.numbers();
  }

  static String of(PlanProgress progress) {
    return new HtmlPlan(progress).write();
  }

  private String write() {
    page.open("section", "id", "plan").element("h2", "The move");
    if (plan.steps().isEmpty()) {
      page.element(
          "p", "This version was written before there were plans; import the source again.");
    } else {
      services();
      provisions();
      risks();
      for (var phase : Phase.values()) {
        steps(phase);
      }
      gone();
    }
    return page.close("section").line().toString();
  }

  private void services() {
    HtmlTable.of(
            "What of the builder's the app uses",
            "what",
            "for",
            "what takes its place",
            "change of code")
        .rows(
            plan.services(),
            (row, each) ->
                row.text(each.name())
                    .text(each.use())
                    .text(each.replacement())
                    .text(each.codeChange() ? "yes" : "no"))
        .into(page);
  }

  private void provisions() {
    if (plan.provisions().isEmpty()) {
      return;
    }
    page.element("h3", "What you must bring").open("ul");
    for (var each : plan.provisions()) {
      page.open("li", "data-find", "").element("strong", each.what()).text(" " + each.why());
      evidence(each.evidence());
      page.close("li").line();
    }
    page.close("ul");
  }

  private void risks() {
    if (plan.risks().isEmpty()) {
      return;
    }
    page.element("h3", "What can go wrong");
    for (var each : plan.risks()) {
      page.open("article", "class", "finding " + kind(each.severity()), "data-find", "");
      page.open("p", "class", "what").element("strong", each.what()).close("p");
      page.open("p").element("em", "What to do: ").text(each.remedy()).close("p");
      evidence(each.evidence());
      page.close("article").line();
    }
  }

  private static String kind(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARN -> "warn";
      case INFO -> "info";
    };
  }

  private void steps(Phase phase) {
    var these = plan.steps().stream().filter(each -> each.phase() == phase).toList();
    if (these.isEmpty()) {
      return;
    }
    page.element("h3", title(phase));
    page.open("ol", "start", "" + numbers.get(these.getFirst().id()));
    these.forEach(this::step);
    page.close("ol");
  }

  private void step(Step step) {
    var tick = progress.tick(step.id());
    page.open("li", "data-find", "");
    page.text(tick.isPresent() ? "☑ " : "☐ ");
    page.element("strong", step.what()).text(" " + step.why());
    tick.ifPresent(done -> page.element("p", done.sentence(), "class", "small"));
    page.open("p", "class", "small").text(who(step.by()) + after(step) + " · ").name(step.id());
    page.close("p");
    evidence(step.evidence());
    page.close("li").line();
  }

  private void gone() {
    if (progress.gone().isEmpty()) {
      return;
    }
    page.element("h3", "Done, and not part of this version's plan").open("ul");
    for (var each : progress.gone()) {
      page.open("li").text("☑ " + each.what() + " ").name(each.step());
      page.element("p", each.sentence(), "class", "small").close("li");
    }
    page.close("ul");
  }

  private String after(Step step) {
    return step.after().isEmpty()
        ? ""
        : ", after "
            + step.after().stream()
                .map(numbers::get)
                .sorted()
                .map(Object::toString)
                .collect(Collectors.joining(", "));
  }

  private static String title(Phase phase) {
    return switch (phase) {
      case PREPARE -> "Before";
      case REHEARSE -> "The rehearsal, beside the old app";
      case CUT_OVER -> "The day of the move";
      case AFTERWARDS -> "Afterwards";
    };
  }

  private static String who(By by) {
    return switch (by) {
      case HOMEPORT -> "Homeport does it";
      case OWNER -> "You do it";
      case BOTH -> "You and Homeport do it";
    };
  }

  private void evidence(List<Evidence> evidence) {
    if (!evidence.isEmpty()) {
      page.open("p", "class", "small")
          .names(evidence.stream().limit(MOST_EVIDENCE).map(Evidence::toString).toList());
      int more = evidence.size() - MOST_EVIDENCE;
      page.text(more > 0 ? " and %d more".formatted(more) : "").close("p");
    }
  }
}
