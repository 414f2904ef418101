package io.homeport.specs.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.testkit.Published;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of all rules is written from the rules; {@code -Dhomeport.update=true} writes it. */
class FindingsPageTest {

  @Test
  void the_page_of_findings_lists_every_rule_as_it_is() throws Exception {
    Published.same("docs/findings.md", page(rules()));
  }

  @Test
  void no_two_rules_share_an_id() throws Exception {
    assertThat(rules()).extracting(Rule.Text::id).doesNotHaveDuplicates().hasSizeGreaterThan(30);
  }

  private static String page(List<Rule.Text> rules) {
    return rules.stream()
        .map(rule ->
            "| `%s` | %s | %s | %s | %s |\n"
                .formatted(
                    rule.id(),
                    rule.severity(),
                    rule.owasp().toString().substring(0, 3),
                    escaped(rule.why()),
                    escaped(rule.remedy())))
        .collect(
            Collectors.joining(
                "",
                """
                # Findings

                What the security review of a specification looks for. Ids never change: acceptances and suppressions refer to them. The severity
                is the usual one; a finding is worse or better where its sentence says why. `ERROR` means: mend it before going live. Categories
                are those of the [OWASP Top 10:2025](https://owasp.org/Top10/2025/). Values are followed within one file, not between files.

                | id | severity | OWASP | why it matters | what to do |
                | --- | --- | --- | --- | --- |
                """,
                ""));
  }

  private static String escaped(String text) {
    return text.replace("|", "\\|").replace("<", "&lt;");
  }

  private static List<Rule.Text> rules() throws Exception {
    var rules = new ArrayList<>(CodeRules.texts());
    for (var type : classes()) {
      for (var field : type.getDeclaredFields()) {
        if (field.getType() == Rule.Text.class && Modifier.isStatic(field.getModifiers())) {
          field.setAccessible(true);
          rules.add((Rule.Text) field.get(null));
        }
      }
    }
    rules.sort(Comparator.comparing(Rule.Text::severity).thenComparing(Rule.Text::id));
    return rules;
  }

  private static List<Class<?>> classes()
      throws URISyntaxException, IOException, ClassNotFoundException {
    var root =
        Path.of(SecurityReview.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    var names = new ArrayList<String>();
    try (var files = Files.list(root.resolve("io/homeport/specs/review"))) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith("Rules.class"))
          .forEach(name -> names.add(name.substring(0, name.length() - 6)));
    }
    var classes = new ArrayList<Class<?>>();
    for (String name : names) {
      classes.add(Class.forName("io.homeport.specs.review." + name));
    }
    return classes;
  }
}
