package io.homeport.specs.document;

import static io.homeport.specs.document.Markdown.code;
import static io.homeport.specs.document.Markdown.codes;
import static io.homeport.specs.document.Markdown.count;
import static io.homeport.specs.document.Markdown.escaped;
import static io.homeport.specs.document.Markdown.evidence;
import static io.homeport.specs.document.Markdown.word;

import io.homeport.contracts.Builder;
import io.homeport.specs.document.Domain.Entity;
import io.homeport.specs.document.Domain.Invariant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A spec as a page that a founder can read: what the app is, what it keeps, who may do what, what
 * happens by itself, what it needs, and what is wrong with it. The same document gives the same
 * page.
 */
public final class SpecMarkdown {

  private static final int MOST_ERRORS_IN_SUMMARY = 5;

  private final Reviewed reviewed;
  private final SpecDocument spec;
  private final Markdown page = new Markdown();

  private SpecMarkdown(Reviewed reviewed) {
    this.reviewed = reviewed;
    this.spec = reviewed.document();
  }

  public static String of(SpecDocument spec) {
    return of(Reviewed.untouched(spec));
  }

  public static String of(Reviewed spec) {
    return new SpecMarkdown(spec).write();
  }

  private String write() {
    page.heading(1, "Specification of " + spec.app().name());
    summary();
    domain();
    page.paragraph(AuthenticationMarkdown.of(spec.authentication()));
    page.paragraph(OperationMarkdown.of(spec.workflows(), spec.deployment()));
    packages();
    page.paragraph(PlanMarkdown.of(reviewed.progress()));
    requirements();
    findings();
    openQuestions();
    coverage();
    return page.toString().strip() + "\n";
  }

  private void summary() {
    var domain = spec.domain();
    page.paragraph(
        "Made with %s. It keeps %s and has %s, %s and %s."
            .formatted(
                builder(spec.app().builder()),
                count(domain.entities().size(), "kind of thing", "kinds of things"),
                count(spec.workflows().pages().size(), "page", "pages"),
                count(spec.workflows().functions().size(), "edge function", "edge functions"),
                count(spec.workflows().schedules().size(), "scheduled job", "scheduled jobs")));
    page.bullet("**Findings:** %s.".formatted(worst()));
    page.bullet(
        "**To be answered:** %s."
            .formatted(count(unanswered(), "open question", "open questions")));
    page.bullet("**Runs on:** %s.".formatted(word(spec.deployment().runtime())));
    page.bullet("**Source:** " + code(spec.app().source().toString()));
    page.end();
    mendFirst();
    page.paragraph(
        "Each fact says how it is known: *measured* in a database to which the migrations were applied,"
            + " *declared* by a file, or *inferred* from other facts.");
  }

  private void mendFirst() {
    var errors =
        reviewed.openFindings().stream().filter(each -> each.severity() == Severity.ERROR).toList();
    if (errors.isEmpty()) {
      return;
    }
    page.paragraph("**To be mended before anybody uses it:**");
    errors.stream()
        .limit(MOST_ERRORS_IN_SUMMARY)
        .forEach(each -> page.bullet(escaped(each.what())));
    if (errors.size() > MOST_ERRORS_IN_SUMMARY) {
      page.bullet("… and %d more, below.".formatted(errors.size() - MOST_ERRORS_IN_SUMMARY));
    }
    page.end();
  }

  private static String builder(Builder builder) {
    return switch (builder) {
      case LOVABLE -> "Lovable";
      case BOLT -> "Bolt";
      case BASE44 -> "Base44";
      case EMERGENT -> "Emergent";
      case V0 -> "v0";
      case REPLIT -> "Replit";
      case UNKNOWN -> "an unknown builder";
    };
  }

  private String worst() {
    long errors = bySeverity(Severity.ERROR);
    long warnings = bySeverity(Severity.WARN);
    int accepted = reviewed.acceptedFindings().size();
    String open =
        errors + warnings == 0
            ? "nothing was found"
            : "%s and %s"
                .formatted(
                    count((int) errors, "error", "errors"),
                    count((int) warnings, "warning", "warnings"));
    return accepted == 0 ? open : "%s; %d accepted".formatted(open, accepted);
  }

  private long bySeverity(Severity severity) {
    return reviewed.openFindings().stream().filter(each -> each.severity() == severity).count();
  }

  private int unanswered() {
    return (int)
        spec.openQuestions().stream().filter(each -> reviewed.answer(each).isEmpty()).count();
  }

  private void requirements() {
    page.heading(2, "Requirements");
    page.paragraph("Each name stays the same as long as what the requirement is about does.");
    var facts = Facts.of(spec);
    for (var part : OpenQuestion.Part.values()) {
      var these = facts.stream().filter(each -> each.part() == part).toList();
      if (!these.isEmpty()) {
        page.heading(3, "Requirements: " + word(part));
        these.forEach(each -> {
          page.bullet("**%s** %s".formatted(each.requirement(), escaped(each.sentence())));
          remarks(reviewed.said(Remark.About.FACT, each.id()));
        });
        page.end();
      }
    }
  }

  private void remarks(List<Remark> remarks) {
    remarks.forEach(each -> page.nestedBullet("*%s*".formatted(escaped(each.sentence()))));
  }

  private void domain() {
    var domain = spec.domain();
    page.heading(2, "1. Domain model");
    if (domain.entities().isEmpty()) {
      page.paragraph("Nothing in the source says what the app keeps.");
      return;
    }
    page.block("mermaid", ErDiagram.of(domain));
    domain.entities().forEach(this::entity);
    page.heading(3, "Closed lists of values");
    page.table(
        List.of("name", "values", "evidence"),
        domain.enumerations().stream()
            .map(each ->
                List.of(code(each.name()), codes(each.values()), evidence(each.basis().evidence())))
            .toList());
    page.heading(3, "Views");
    page.table(
        List.of("name", "columns", "respects row security", "evidence"),
        domain.views().stream()
            .map(each ->
                List.of(
                    code(each.name()),
                    codes(each.attributes().stream().map(Domain.Attribute::name).toList()),
                    each.respectsRowSecurity() ? "yes" : "no",
                    evidence(each.basis().evidence())))
            .toList());
    functions();
    drift();
  }

  private void drift() {
    var drift = spec.domain().drift();
    if (drift.isEmpty()) {
      return;
    }
    page.heading(3, "Where migrations and generated types differ");
    page.paragraph(
        "The types were generated from the live database, the migrations were applied here. The live database"
            + " was changed outside the repository where they differ; which is right, it alone can tell.");
    page.table(
        List.of("what", "difference", "migrations", "generated types", "evidence"),
        drift.stream()
            .map(each ->
                List.of(
                    code(each.object()),
                    word(each.kind()),
                    each.migrations() == null ? "–" : code(each.migrations()),
                    each.types() == null ? "–" : code(each.types()),
                    evidence(each.basis().evidence())))
            .toList());
  }

  private void functions() {
    page.heading(3, "Functions in the database");
    page.table(
        List.of("function", "runs as", "callable by", "reads", "writes", "called at"),
        spec.domain().functions().stream()
            .map(each ->
                List.of(
                    code("%s(%s) → %s".formatted(each.name(), each.arguments(), each.returns())),
                    each.securityDefiner() ? "its owner" : "the caller",
                    codes(each.callableBy()),
                    codes(each.reads()),
                    codes(each.writes()),
                    evidence(each.calledBy())))
            .toList());
  }

  private void entity(Entity entity) {
    page.heading(3, entity.name());
    if (entity.about() != null) {
      page.paragraph(escaped(entity.about()));
    }
    page.paragraph(
        "%s %s Evidence: %s."
            .formatted(ownership(entity), whoSees(entity), evidence(entity.basis().evidence())));
    page.table(
        List.of("attribute", "type", "required", "default"),
        entity.attributes().stream()
            .map(each ->
                List.of(
                    code(each.name()) + (entity.identifier().contains(each.name()) ? " (key)" : ""),
                    code(each.type()),
                    each.required() ? "yes" : "",
                    each.defaultValue() == null ? "" : code(each.defaultValue())))
            .toList());
    rules(entity);
    page.paragraph(
        "Read at: %s. Written at: %s."
            .formatted(evidence(entity.readBy()), evidence(entity.writtenBy())));
  }

  /** Row security is known only where a database was asked. */
  private static String whoSees(Entity entity) {
    if (entity.basis().confidence() != Basis.Confidence.MEASURED) {
      String how = word(entity.basis().confidence());
      return switch (entity.store()) {
        case BASE44 ->
            "Kept by the builder, *%s*; %s."
                .formatted(
                    how,
                    entity.rowSecurity()
                        ? "rules decide who sees which row"
                        : "**no rule says who sees which row**");
        case POSTGRES, OTHER_SQL ->
            "A table, *%s*; its rules are not in the source.".formatted(how);
        case MONGODB, FIRESTORE -> "A collection, *%s* from code.".formatted(how);
      };
    }
    return entity.rowSecurity()
        ? "Policies decide who sees which row."
        : "**No row security: whoever may use the table sees every row.**";
  }

  private static String ownership(Entity entity) {
    return entity.ownership() == null
        ? "Rows belong to nobody in particular."
        : "A row belongs to the user in %s.".formatted(code(entity.ownership().attribute()));
  }

  private void rules(Entity entity) {
    var rules = new ArrayList<String>();
    spec.domain().relationships().stream()
        .filter(each -> each.from().equals(entity.name()))
        .forEach(each ->
            rules.add(
                "%s %s one %s (%s); when that is deleted: %s."
                    .formatted(
                        codes(each.fromAttributes()),
                        each.required() ? "always refers to" : "may refer to",
                        code(each.to()),
                        word(each.cardinality()),
                        each.onDelete())));
    spec.domain().invariants().stream()
        .filter(each -> each.entity().equals(entity.name()))
        .map(SpecMarkdown::rule)
        .forEach(rules::add);
    rules.forEach(page::bullet);
    if (!rules.isEmpty()) {
      page.end();
    }
  }

  private static String rule(Invariant invariant) {
    return switch (invariant.kind()) {
      case UNIQUE, TRIGGER ->
          "%s (%s).".formatted(escaped(invariant.statement()), code(invariant.name()));
      case CHECK ->
          "Always true: %s (%s).".formatted(code(invariant.statement()), code(invariant.name()));
    };
  }

  private void findings() {
    page.heading(2, "Findings");
    if (spec.findings().isEmpty()) {
      page.paragraph("Nothing was found.");
    }
    for (var severity : Severity.values()) {
      var these =
          reviewed.openFindings().stream().filter(each -> each.severity() == severity).toList();
      if (!these.isEmpty()) {
        page.heading(3, "%s (%d)".formatted(title(severity), these.size()));
        these.forEach(this::finding);
        page.end();
      }
    }
    var accepted = reviewed.acceptedFindings();
    if (!accepted.isEmpty()) {
      page.heading(3, "Accepted (%d)".formatted(accepted.size()));
      accepted.forEach(this::finding);
      page.end();
    }
  }

  private static String title(Severity severity) {
    return switch (severity) {
      case ERROR -> "Errors";
      case WARN -> "Warnings";
      case INFO -> "Worth knowing";
    };
  }

  private void finding(Finding finding) {
    page.bullet(
        "**%s** %s *Remedy:* %s %s, %s. Evidence: %s."
            .formatted(
                escaped(finding.what()),
                escaped(finding.why()),
                escaped(finding.remedy()),
                code(finding.rule()),
                finding.owasp(),
                evidence(finding.evidence())));
    finding.evidence().stream()
        .filter(each -> each.kind() == Evidence.Kind.TRIAL)
        .forEach(each -> page.nestedBlock("sql", each.where()));
    var fix = finding.fix();
    if (fix != null) {
      page.continued(
          "A migration that mends it. Tried: %s."
              .formatted(escaped(String.join("; ", fix.tried()))));
      page.nestedBlock("sql", fix.sql());
    }
    remarks(reviewed.said(Remark.About.FINDING, finding.id()));
  }

  private void packages() {
    var dependencies = spec.dependencies();
    page.heading(3, "Packages");
    if (dependencies.list() == null) {
      page.paragraph("This version was written before packages were listed.");
      return;
    }
    page.paragraph(
        "It is made of %s, %d of which it asks for itself, as %s.%s The whole list is had as CycloneDX."
            .formatted(
                count(dependencies.packages(), "package", "packages"),
                dependencies.direct(),
                dependencies.files().isEmpty()
                    ? "no file says"
                    : codes(dependencies.files()) + " say",
                dependencies.complete() ? "" : " **Not all could be read.**"));
    page.table(
        List.of("licence", "packages"),
        dependencies.licences().entrySet().stream()
            .sorted((one, other) -> other.getValue() - one.getValue())
            .map(each -> List.of(code(each.getKey()), each.getValue().toString()))
            .toList());
    packages("Whose licence asks for something in return", dependencies.copyleft());
    packages("Without a fixed version", dependencies.unpinned());
    packages("That belong to the builder", dependencies.ofBuilder());
    page.end();
  }

  private void packages(String which, List<String> names) {
    if (!names.isEmpty()) {
      page.bullet("%s: %s.".formatted(which, codes(names)));
    }
  }

  private void openQuestions() {
    page.heading(2, "Open questions");
    if (spec.openQuestions().isEmpty()) {
      page.paragraph("None.");
    }
    for (var each : spec.openQuestions()) {
      page.bullet(
          "**%s** %s Evidence: %s."
              .formatted(escaped(each.question()), escaped(each.why()), evidence(each.evidence())));
      remarks(reviewed.said(Remark.About.QUESTION, each.id()));
    }
    page.end();
  }

  private void coverage() {
    var coverage = spec.coverage();
    page.heading(2, "What this rests on");
    page.paragraph(
        "%d files; %d migrations with %d statements, of which %d applied%s. Of %d cells of the permission matrix %d were tried, and %d came out other than the rules seem to say. %d files were understood only in part, %d were too long."
            .formatted(
                coverage.files(),
                coverage.migrations(),
                coverage.statements(),
                coverage.applied(),
                coverage.failed().isEmpty()
                    ? ""
                    : " ("
                        + coverage.failed().entrySet().stream()
                            .map(each -> each.getKey().replace('_', ' ') + ": " + each.getValue())
                            .sorted()
                            .collect(Collectors.joining(", "))
                        + ")",
                coverage.cells(),
                coverage.triedCells(),
                coverage.differingCells(),
                coverage.partlyParsed(),
                coverage.tooLong()));
  }
}
