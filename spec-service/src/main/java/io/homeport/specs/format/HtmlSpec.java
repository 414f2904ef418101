package io.homeport.specs.format;

import io.homeport.specs.document.Domain.Entity;
import io.homeport.specs.document.Domain.Invariant;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.Fact;
import io.homeport.specs.document.Facts;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.OpenQuestion;
import io.homeport.specs.document.Remark;
import io.homeport.specs.document.Reviewed;
import io.homeport.specs.document.Severity;
import io.homeport.specs.document.SpecDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A spec as one page that loads nothing: what it may run and how it may look is fixed by digest in
 * its content security policy, and everything that comes from the app is escaped.
 */
final class HtmlSpec {

  private static final int MOST_EVIDENCE = 4;

  private final Reviewed reviewed;
  private final SpecDocument spec;
  private final Map<String, Fact> facts;
  private final Html page = new Html();

  private HtmlSpec(Reviewed reviewed) {
    this.reviewed = reviewed;
    this.spec = reviewed.document();
    this.facts = Facts.of(spec).stream().collect(Collectors.toMap(Fact::id, Function.identity()));
  }

  static String of(Reviewed reviewed) {
    return new HtmlSpec(reviewed).write();
  }

  private String write() {
    head();
    page.open("body");
    top();
    page.open("main");
    summary();
    findings();
    questions();
    diagram();
    entities();
    page.markup(HtmlMatrix.of(spec.authentication()));
    page.markup(HtmlOperation.of(spec.workflows(), spec.deployment()));
    page.markup(HtmlPackages.of(spec.dependencies()));
    page.markup(HtmlPlan.of(reviewed.progress()));
    requirements();
    coverage();
    page.close("main").line();
    page.markup("<script>").markup(resource("page.js")).markup("</script>");
    return page.close("body").close("html").line().toString();
  }

  private void head() {
    String style = resource("page.css");
    String policy =
        "default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'"
            .formatted(digest(style), digest(resource("page.js")));
    page.markup("<!doctype html>").line();
    page.open("html", "lang", "en").open("head");
    page.open("meta", "charset", "utf-8");
    page.open("meta", "http-equiv", "Content-Security-Policy", "content", policy);
    page.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    page.open("meta", "name", "color-scheme", "content", "light dark");
    page.element("title", "Specification of " + spec.app().name());
    page.markup("<style>").markup(style).markup("</style>").close("head").line();
  }

  private void top() {
    page.element("a", "Skip to the summary", "class", "skip", "href", "#summary");
    page.open("header").open("div");
    page.element("p", "Specification of", "class", "above");
    page.element("h1", spec.app().name());
    page.element(
        "p",
        "Made with %s · source %s…"
            .formatted(
                PlainWords.builder(spec.app().builder()),
                spec.app().source().toString().substring(0, 19)),
        "class",
        "below");
    page.close("div");
    page.open("div", "class", "search", "role", "search");
    page.element("label", "Find in this page", "for", "find");
    page.open(
        "input",
        "id",
        "find",
        "type",
        "search",
        "autocomplete",
        "off",
        "placeholder",
        "A table, a role, a rule …");
    page.element("p", "", "id", "found", "role", "status");
    page.close("div").close("header").line();
    page.open("nav", "aria-label", "Parts");
    for (var part :
        List.of(
            List.of("summary", "Summary"),
            List.of("findings", "Findings"),
            List.of("questions", "Open questions"),
            List.of("diagram", "Diagram"),
            List.of("entities", "What it keeps"),
            List.of("permissions", "Who may do what"),
            List.of("workflows", "What happens when"),
            List.of("deployment", "What it needs"),
            List.of("packages", "Packages"),
            List.of("plan", "The move"),
            List.of("requirements", "Requirements"))) {
      page.element("a", part.get(1), "href", "#" + part.get(0));
    }
    page.close("nav").line();
  }

  private void summary() {
    section("summary", "In plain words");
    page.open("div", "class", "tiles");
    var open = reviewed.openFindings();
    tile(count(open, Severity.ERROR), "error", "errors", "error");
    tile(count(open, Severity.WARN), "warning", "warnings", "warn");
    long unanswered =
        spec.openQuestions().stream().filter(each -> reviewed.answer(each).isEmpty()).count();
    tile(unanswered, "open question", "open questions", "question");
    tile(spec.domain().entities().size(), "kind of thing it keeps", "kinds of things it keeps", "");
    tile(spec.authentication().roles().size(), "role", "roles", "");
    page.close("div");
    page.open("div", "class", "columns").open("div");
    page.element("h3", "Yes, that is my app");
    sentences(PlainWords.known(spec));
    page.close("div").open("div");
    page.element("h3", "Did you know?");
    sentences(PlainWords.surprising(spec));
    page.close("div").close("div").close("section").line();
  }

  private static long count(List<Finding> findings, Severity severity) {
    return findings.stream().filter(each -> each.severity() == severity).count();
  }

  private void tile(long number, String one, String many, String kind) {
    page.open("div", "class", "tile " + (number == 0 ? "none" : kind));
    page.element("strong", "" + number);
    page.element("span", number == 1 ? one : many);
    page.close("div");
  }

  private void sentences(List<String> sentences) {
    if (sentences.isEmpty()) {
      page.element("p", "Nothing stands out.");
      return;
    }
    page.open("ul");
    sentences.forEach(each -> page.element("li", each));
    page.close("ul");
  }

  private void findings() {
    section("findings", "Findings");
    if (spec.findings().isEmpty()) {
      page.element("p", "Nothing was found.");
    }
    for (var severity : Severity.values()) {
      var these =
          reviewed.openFindings().stream().filter(each -> each.severity() == severity).toList();
      if (!these.isEmpty()) {
        page.element("h3", "%s (%d)".formatted(title(severity), these.size()));
        these.forEach(each -> finding(each, word(severity), kind(severity)));
      }
    }
    var accepted = reviewed.acceptedFindings();
    if (!accepted.isEmpty()) {
      page.element("h3", "Accepted (%d)".formatted(accepted.size()));
      accepted.forEach(each -> finding(each, "Accepted " + word(each.severity()), "accepted"));
    }
    page.close("section").line();
  }

  private void finding(Finding finding, String word, String kind) {
    page.open("article", "class", "finding " + kind, "data-find", "");
    page.open("p", "class", "what");
    page.element("span", word, "class", "badge");
    page.element("strong", finding.what()).close("p");
    page.element("p", finding.why());
    page.open("p").element("em", "What to do: ").text(finding.remedy()).close("p");
    var fix = finding.fix();
    if (fix != null) {
      page.open("details").element("summary", "A migration that was tried and mends it");
      page.element("pre", fix.sql());
      sentences(fix.tried());
      page.close("details");
    }
    finding.evidence().stream()
        .filter(each -> each.kind() == Evidence.Kind.TRIAL)
        .forEach(each -> {
          page.open("details").element("summary", "Statements that show it");
          page.element("pre", each.where()).close("details");
        });
    page.open("p", "class", "small").text(finding.owasp() + " · ").name(finding.id());
    evidence(finding.evidence());
    page.close("p");
    remarks(reviewed.said(Remark.About.FINDING, finding.id()));
    page.close("article").line();
  }

  private void questions() {
    section("questions", "Open questions");
    if (spec.openQuestions().isEmpty()) {
      page.element("p", "None.");
    }
    for (OpenQuestion each : spec.openQuestions()) {
      var answer = reviewed.answer(each);
      page.open(
          "article",
          "class",
          "finding " + (answer.isPresent() ? "accepted" : "question"),
          "data-find",
          "");
      page.open("p", "class", "what");
      page.element(
          "span",
          answer.isPresent() ? "Answered" : each.blocking() ? "Blocks" : "Open",
          "class",
          "badge");
      page.element("strong", each.question()).close("p");
      page.element("p", each.why());
      page.open("p", "class", "small").name(each.id());
      evidence(each.evidence());
      page.close("p");
      remarks(reviewed.said(Remark.About.QUESTION, each.id()));
      page.close("article").line();
    }
    page.close("section").line();
  }

  private void diagram() {
    section("diagram", "How things belong together");
    if (spec.domain().entities().isEmpty()) {
      page.element(
          "p", "No migration makes a table: what the app keeps is not known from its source.");
    } else {
      page.element(
          "p",
          "Choose a box to read about it. A fork means many, a bar means one.",
          "class",
          "small");
      page.open(
          "div", "class", "diagram", "tabindex", "0", "role", "region", "aria-label", "Diagram");
      page.markup(EntityDiagram.of(spec.domain(), name -> anchor("entity:" + name)));
      page.close("div");
    }
    page.close("section").line();
  }

  private String anchor(String id) {
    var fact = facts.get(id);
    return fact == null ? "entities" : fact.requirement();
  }

  private void entities() {
    section("entities", "What it keeps");
    spec.domain().entities().forEach(this::entity);
    HtmlTable.of("Closed lists of values", "name", "values")
        .rows(
            spec.domain().enumerations(), (row, each) -> row.code(each.name()).codes(each.values()))
        .into(page);
    HtmlTable.of("Views", "name", "columns", "shows")
        .rows(
            spec.domain().views(),
            (row, each) ->
                row.code(each.name())
                    .codes(each.attributes().stream().map(column -> column.name()).toList())
                    .text(
                        each.respectsRowSecurity()
                            ? "rows that the asking user may see"
                            : "all rows, whoever asks"))
        .into(page);
    HtmlTable.of(
            "Functions in the database", "function", "with the rights of", "callable by", "writes")
        .rows(
            spec.domain().functions(),
            (row, each) ->
                row.code("%s(%s)".formatted(each.name(), each.arguments()))
                    .text(each.securityDefiner() ? "its owner" : "the caller")
                    .codes(each.callableBy())
                    .codes(each.writes()))
        .into(page);
    HtmlTable.of("Where migrations and the live database differ", "object", "migrations", "live")
        .rows(
            spec.domain().drift(),
            (row, each) ->
                row.code(each.object())
                    .code(each.migrations() == null ? "" : each.migrations())
                    .code(each.types() == null ? "" : each.types()))
        .into(page);
    page.close("section").line();
  }

  private void entity(Entity entity) {
    page.open("article", "class", "card", "id", anchor("entity:" + entity.name()), "data-find", "");
    page.open("h3").name(entity.name()).close("h3");
    if (entity.about() != null) {
      page.element("p", entity.about());
    }
    page.open("p");
    if (entity.ownership() == null) {
      page.text("Rows belong to nobody in particular. ");
    } else {
      page.text("A row belongs to the user in ").name(entity.ownership().attribute()).text(". ");
    }
    if (entity.rowSecurity()) {
      page.text("Policies decide who sees which row.");
    } else {
      page.element("strong", "Nothing decides who sees which row.");
    }
    page.close("p");
    HtmlTable.of("", "", "attribute", "type", "always there", "if nothing is given")
        .rows(
            entity.attributes(),
            (row, each) ->
                row.text(entity.identifier().contains(each.name()) ? "key" : "")
                    .code(each.name())
                    .text(each.type())
                    .text(each.required() ? "yes" : "")
                    .code(each.defaultValue() == null ? "" : each.defaultValue()))
        .into(page);
    rules(entity);
    page.open("p", "class", "small").text("Read ");
    places(entity.readBy());
    page.text(". Written ");
    places(entity.writtenBy());
    page.text(".").close("p");
    var fact = facts.get("entity:" + entity.name());
    if (fact != null) {
      remarks(reviewed.said(Remark.About.FACT, fact.id()));
    }
    page.close("article").line();
  }

  private void rules(Entity entity) {
    var rules =
        spec.domain().invariants().stream()
            .filter(each -> each.entity().equals(entity.name()))
            .toList();
    var refers =
        spec.domain().relationships().stream()
            .filter(each -> each.from().equals(entity.name()))
            .toList();
    if (rules.isEmpty() && refers.isEmpty()) {
      return;
    }
    page.open("ul");
    refers.forEach(each -> {
      page.open("li").names(each.fromAttributes());
      page.text(each.required() ? " always refers to one of " : " may refer to one of ");
      if (facts.containsKey("entity:" + each.to())) {
        page.open("a", "href", "#" + anchor("entity:" + each.to())).name(each.to()).close("a");
      } else {
        page.name(each.to());
      }
      page.text("; when that is deleted: %s.".formatted(each.onDelete())).close("li");
    });
    for (Invariant each : rules) {
      page.open("li");
      switch (each.kind()) {
        case CHECK -> page.text("Always true: ").name(each.statement());
        case UNIQUE, TRIGGER -> page.text(each.statement());
      }
      page.close("li");
    }
    page.close("ul");
  }

  private void requirements() {
    section("requirements", "Requirements");
    page.element(
        "p",
        "Each has a name that stays the same as long as what it is about does.",
        "class",
        "small");
    for (var part : OpenQuestion.Part.values()) {
      var these = facts.values().stream().filter(each -> each.part() == part).toList();
      page.open("details").element("summary", "%s (%d)".formatted(title(part), these.size()));
      page.open("ul", "class", "requirements");
      Facts.of(spec).stream().filter(each -> each.part() == part).forEach(this::requirement);
      page.close("ul").close("details").line();
    }
    page.close("section").line();
  }

  private void requirement(Fact fact) {
    page.open("li", "data-find", "");
    page.element("code", fact.requirement(), "class", "id");
    page.text(" " + fact.sentence());
    remarks(reviewed.said(Remark.About.FACT, fact.id()));
    page.close("li");
  }

  private void coverage() {
    var coverage = spec.coverage();
    section("coverage", "What this rests on");
    page.element(
        "p",
        "%d files; %d migrations with %d statements, of which %d applied. Of %d permissions %d were tried. %d files were understood only in part, %d were too long."
            .formatted(
                coverage.files(),
                coverage.migrations(),
                coverage.statements(),
                coverage.applied(),
                coverage.cells(),
                coverage.triedCells(),
                coverage.partlyParsed(),
                coverage.tooLong()));
    page.close("section").line();
  }

  private void remarks(List<Remark> remarks) {
    if (!remarks.isEmpty()) {
      page.open("ul", "class", "remarks");
      remarks.forEach(each -> page.element("li", each.sentence()));
      page.close("ul");
    }
  }

  private void evidence(List<Evidence> evidence) {
    var shown = evidence.stream().filter(each -> each.kind() != Evidence.Kind.TRIAL).toList();
    if (!shown.isEmpty()) {
      page.text(" · ");
      places(shown);
    }
  }

  private void places(List<Evidence> evidence) {
    if (evidence.isEmpty()) {
      page.text("nowhere in the source");
      return;
    }
    page.names(evidence.stream().limit(MOST_EVIDENCE).map(Evidence::toString).toList());
    if (evidence.size() > MOST_EVIDENCE) {
      page.text(" and %d more".formatted(evidence.size() - MOST_EVIDENCE));
    }
  }

  private void section(String id, String title) {
    page.open("section", "id", id).element("h2", title);
  }

  private static String title(Severity severity) {
    return switch (severity) {
      case ERROR -> "Errors: mend before anybody uses it";
      case WARN -> "Warnings";
      case INFO -> "Worth knowing";
    };
  }

  private static String word(Severity severity) {
    return switch (severity) {
      case ERROR -> "Error";
      case WARN -> "Warning";
      case INFO -> "Note";
    };
  }

  private static String kind(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  private static String title(OpenQuestion.Part part) {
    return switch (part) {
      case DOMAIN -> "Domain";
      case AUTHENTICATION -> "Users and permissions";
      case WORKFLOWS -> "Workflows";
      case DEPLOYMENT -> "Deployment";
    };
  }

  private static String digest(String content) {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(sha.digest(content.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static String resource(String name) {
    try (var stream = HtmlSpec.class.getResourceAsStream("/page/" + name)) {
      if (stream == null) {
        throw new IllegalStateException("page/%s is missing from the build".formatted(name));
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }
}
