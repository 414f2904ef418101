package io.homeport.specs.review;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.homeport.specs.declared.Declared.Act;
import io.homeport.specs.declared.Declared.Reach;
import io.homeport.specs.declared.Declared.RowRule;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.Owasp;
import io.homeport.specs.document.Severity;
import io.homeport.specs.material.Material;
import io.homeport.specs.source.Uses;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rules on what keeps rows other than PostgreSQL, and on home-made sign-in. */
final class BuilderRules {

  private static final Rule.Text OPEN_ENTITY =
      new Rule.Text(
          "base44-open-entity",
          Severity.ERROR,
          Owasp.BROKEN_ACCESS_CONTROL,
          "Without a rule on rows the builder's API gives all of them to every caller of the app.",
          "Write a rule for each of create, read, update and delete, such as {\"created_by\": \"{{user.email}}\"}.");

  private static final Rule.Text STORE_RULE =
      new Rule.Text(
          "firestore-open-rule",
          Severity.ERROR,
          Owasp.BROKEN_ACCESS_CONTROL,
          "The app's key is in every browser; a rule that is always true lets anybody in.",
          "Ask for request.auth, and compare its uid with the document.");

  private static final Rule.Text FALLBACK =
      new Rule.Text(
          "hard-coded-secret-fallback",
          Severity.ERROR,
          Owasp.AUTHENTICATION_FAILURES,
          "Whoever has the source signs tokens that the server believes, as any user he likes.",
          "Take the value out of the code, let the server refuse to start without the variable, and make a new secret.");

  private static final Pattern ALWAYS = Pattern.compile("\\(*\\s*true\\s*\\)*");
  private static final Pattern BY_DATE = Pattern.compile("request\\.time\\s*<.*");

  private BuilderRules() {}

  static Stream<Finding> entitiesOpenToEverybody(Material material) {
    return material.declared().rules().stream()
        .filter(rule -> rule.reach() == Reach.EVERYBODY && !rule.text().equals("not exported"))
        .collect(groupingBy(RowRule::entity, TreeMap::new, toList()))
        .entrySet()
        .stream()
        .map(each -> openEntity(each.getKey(), each.getValue()));
  }

  private static Finding openEntity(String entity, List<RowRule> rules) {
    boolean changes =
        rules.stream().anyMatch(rule -> rule.act() == Act.UPDATE || rule.act() == Act.DELETE);
    boolean reads = rules.stream().anyMatch(rule -> rule.act() == Act.READ);
    String acts =
        rules.stream()
            .map(rule -> rule.act().name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    boolean absent = rules.stream().allMatch(rule -> rule.text().equals("absent"));
    return OPEN_ENTITY.finding(
        changes ? Severity.ERROR : reads ? Severity.WARN : Severity.INFO,
        entity,
        "Everybody can %s %s of %s: %s."
            .formatted(
                acts,
                changes || reads ? "all rows" : "rows",
                entity,
                absent ? "it has no rules on rows" : "its rule for that is absent, empty or true"),
        rules.stream().map(rule -> Evidence.at(rule.place())).distinct().toList());
  }

  static Stream<Finding> openStoreRules(Material material) {
    return material.source().storeRules().stream()
        .filter(rule ->
            rule.condition() == null
                || ALWAYS.matcher(rule.condition()).matches()
                || BY_DATE.matcher(rule.condition()).matches())
        .map(rule -> {
          boolean writes =
              rule.acts().stream().anyMatch(act -> !List.of("read", "get", "list").contains(act));
          return STORE_RULE.finding(
              writes ? Severity.ERROR : Severity.WARN,
              rule.path() + " " + String.join(",", rule.acts()),
              "Anybody can %s %s.".formatted(String.join(" and ", rule.acts()), rule.path()),
              List.of(Evidence.at(rule.place())));
        });
  }

  static Stream<Finding> secretsWithAValueInTheCode(Material material) {
    return material.source().fallbacks().stream()
        .collect(groupingBy(Uses.Fallback::variable, TreeMap::new, toList()))
        .entrySet()
        .stream()
        .map(each ->
            FALLBACK.finding(
                each.getKey(),
                "The code itself gives %s a value, which counts wherever no variable is set."
                    .formatted(each.getKey()),
                each.getValue().stream().map(use -> Evidence.at(use.place())).toList()));
  }
}
