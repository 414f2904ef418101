package io.homeport.specs.review;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.homeport.specs.Place;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.Owasp;
import io.homeport.specs.document.Severity;
import io.homeport.specs.material.Material;
import io.homeport.specs.source.Uses;
import io.homeport.specs.source.Uses.Reader;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rules on what every visitor's browser has. */
final class BrowserRules {

  private static final Rule.Text PUBLIC_SECRET =
      new Rule.Text(
          "secret-in-browser-variable",
          Severity.ERROR,
          Owasp.SECURITY_MISCONFIGURATION,
          "What such a variable holds is built into the page, where every visitor can read it.",
          "Rename it without the prefix, use it on the server only, and make a new secret.");

  private static final Rule.Text STORED_ROLE =
      new Rule.Text(
          "role-kept-in-the-browser",
          Severity.WARN,
          Owasp.BROKEN_ACCESS_CONTROL,
          "Who opens the developer tools sets it, and sees what administrators see.",
          "Let the server or a policy decide by the signed-in user; use what is kept for display only.");

  private static final Pattern PUBLIC =
      Pattern.compile("(?:VITE|NEXT_PUBLIC|EXPO_PUBLIC|REACT_APP|NUXT_PUBLIC|PUBLIC)_(.+)");
  private static final Pattern SECRET =
      Pattern.compile(
          ".*(?:SERVICE_ROLE|SERVICE_KEY|PRIVATE_KEY|JWT_SECRET|WEBHOOK_SECRET|CLIENT_SECRET|SECRET_KEY|API_SECRET|DATABASE_URL|AUTH_TOKEN|ACCESS_TOKEN_SECRET).*|(?:.*_)?(?:ADMIN|DB|DATABASE|SMTP)_PASSWORD|(?:.*_)?(?:OPENAI|ANTHROPIC|CLAUDE|GROQ|MISTRAL|RESEND|SENDGRID|TWILIO|LOVABLE|OPENROUTER|DEEPSEEK|PERPLEXITY|ELEVENLABS|STRIPE_SECRET)_(?:API_)?(?:KEY|TOKEN)");
  private static final Pattern EXAMPLE = Pattern.compile(".*(?:example|sample|template).*");
  private static final Pattern ROLE =
      Pattern.compile(
          "(?i)(?:.*[._:-])?(?:(?:user_?|my_?|account_?)?roles?|is_?(?:super_?)?admin|admin|admin_?(?:logged_?in|auth(?:enticated)?|mode|session|token)|user_?type)");

  private BrowserRules() {}

  static Stream<Finding> secretsInPublicVariables(Material material) {
    var read =
        material.source().variables().stream()
            .filter(use -> isSecret(use.name(), use.reader()))
            .map(use -> Map.entry(use.name(), use.place()));
    var set =
        material.source().committed().stream()
            .filter(entry -> !entry.empty() && isSecret(entry.name(), Reader.PROCESS))
            .filter(entry -> !EXAMPLE.matcher(entry.place().file()).matches())
            .map(entry -> Map.entry(entry.name(), entry.place()));
    return Stream.concat(read, set)
        .collect(groupingBy(Map.Entry<String, Place>::getKey, TreeMap::new, toList()))
        .entrySet()
        .stream()
        .map(each ->
            PUBLIC_SECRET.finding(
                onServersAlone(material, each.getKey()) ? Severity.WARN : Severity.ERROR,
                each.getKey(),
                "The variable %s is for every browser, and its name says that it is a secret."
                    .formatted(each.getKey()),
                each.getValue().stream()
                    .map(use -> Evidence.at(use.getValue()))
                    .limit(10)
                    .toList()));
  }

  /** Vite builds a value in only where {@code import.meta.env} asks for it. */
  private static boolean onServersAlone(Material material, String name) {
    return name.startsWith("VITE_")
        && material.source().committed().stream()
            .noneMatch(entry -> entry.name().equals(name) && !entry.empty())
        && material.source().variables().stream()
            .filter(use -> use.name().equals(name))
            .allMatch(use -> use.reader() == Reader.PROCESS);
  }

  private static boolean isSecret(String name, Reader reader) {
    var match = PUBLIC.matcher(name);
    boolean isPublic = match.matches();
    return isPublic
        ? SECRET.matcher(match.group(1)).matches() && !match.group(1).contains("PUBLIC")
        : reader == Reader.BUILD && name.contains("SERVICE_ROLE");
  }

  static Stream<Finding> rolesKeptInTheBrowser(Material material) {
    return material.source().browserKeys().stream()
        .filter(use -> !use.writes() && ROLE.matcher(use.key()).matches())
        .collect(groupingBy(Uses.BrowserKey::key, TreeMap::new, toList()))
        .entrySet()
        .stream()
        .map(each ->
            STORED_ROLE.finding(
                each.getKey(),
                "The app reads %s from the browser's %s."
                    .formatted(each.getKey(), each.getValue().getFirst().storage()),
                each.getValue().stream().map(use -> Evidence.at(use.place())).limit(10).toList()));
  }
}
