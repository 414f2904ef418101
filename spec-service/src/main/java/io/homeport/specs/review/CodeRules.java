package io.homeport.specs.review;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.Owasp;
import io.homeport.specs.document.Severity;
import io.homeport.specs.material.Material;
import io.homeport.specs.source.EdgeFunctionSource;
import io.homeport.specs.source.EdgeFunctionSource.CallerCheck;
import io.homeport.specs.source.Weakness;
import io.homeport.specs.source.Weakness.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Rules on what the app's own code does with values from outside, and on what it believes. */
final class CodeRules {

  /**
   * A rule on a kind of weakness.
   *
   * @param text with the severity of what is certain
   * @param unsure the severity where the value's origin is not known
   * @param what with a place for the function and for what it shows by
   */
  private record OfKind(Rule.Text text, Severity unsure, String what) {}

  private static final Map<Kind, OfKind> RULES = new EnumMap<>(Kind.class);

  static {
    add(
        Kind.HTML,
        "html-from-values",
        Severity.ERROR,
        Severity.WARN,
        Owasp.INJECTION,
        "%1$s puts a value into the page as markup (%2$s) without a sanitizer.",
        "If a user can write the value, his script runs in the browsers of others, with their rights.",
        "Show it as text, or pass it through DOMPurify.sanitize first.");
    add(
        Kind.CODE,
        "code-from-values",
        Severity.ERROR,
        Severity.WARN,
        Owasp.INJECTION,
        "%1$s runs a value as code (%2$s).",
        "Whoever can set the value runs what he likes there.",
        "Read data with JSON.parse, and choose functions by name from a fixed table.");
    add(
        Kind.REDIRECT,
        "open-redirect",
        Severity.ERROR,
        Severity.WARN,
        Owasp.BROKEN_ACCESS_CONTROL,
        "%1$s leads to an address that whoever calls it chooses (%2$s).",
        "A link to your app can end at a page that looks like it and asks for the password.",
        "Take paths only, those that begin with one slash, or look the address up in a fixed list.");
    add(
        Kind.MESSAGE_TO_ANYBODY,
        "message-to-any-origin",
        Severity.WARN,
        Severity.WARN,
        Owasp.SECURITY_MISCONFIGURATION,
        "%1$s sends a message to whatever page is there (%2$s with \"*\").",
        "Another site that shows or opens the app reads what is sent.",
        "Name the origin that is meant in place of \"*\".");
    add(
        Kind.MESSAGE_FROM_ANYBODY,
        "message-from-any-origin",
        Severity.WARN,
        Severity.WARN,
        Owasp.BROKEN_ACCESS_CONTROL,
        "%1$s takes messages without asking which site they are from.",
        "Any site that shows or opens the app can send such messages.",
        "Compare event.origin with the origins that are meant before anything else.");
    add(
        Kind.SQL,
        "sql-from-values",
        Severity.ERROR,
        Severity.WARN,
        Owasp.INJECTION,
        "%1$s writes values into SQL (%2$s).",
        "Whoever can set such a value reads and changes all that the database login may.",
        "Write $1, ? or %s in their place, and give the values as parameters.");
    add(
        Kind.NOSQL,
        "query-from-request",
        Severity.ERROR,
        Severity.WARN,
        Owasp.INJECTION,
        "%1$s uses what a caller sends as the whole condition of a query (%2$s).",
        "With operators in it a caller reads or changes any document.",
        "Take the fields that are meant one by one, as text.");
    add(
        Kind.COMMAND,
        "command-from-values",
        Severity.ERROR,
        Severity.WARN,
        Owasp.INJECTION,
        "%1$s runs a command made of values (%2$s).",
        "Whoever can set such a value runs programs on the server.",
        "Run the program from a list of arguments, without a shell.");
    add(
        Kind.FILE_PATH,
        "path-from-request",
        Severity.ERROR,
        Severity.WARN,
        Owasp.BROKEN_ACCESS_CONTROL,
        "%1$s opens a file by a path that a caller sends (%2$s).",
        "With ../ in it a caller reads or writes any file of the server.",
        "Take only its base name, or resolve it and see that it stays in its folder.");
    add(
        Kind.STORAGE_PATH,
        "storage-path-from-request",
        Severity.WARN,
        Severity.WARN,
        Owasp.BROKEN_ACCESS_CONTROL,
        "%1$s reaches stored files by a path that a caller sends, with the service role (%2$s).",
        "A caller reads or writes the files of others, past the bucket's policies.",
        "Put the signed-in user's id before the path, or use the caller's own token.");
    add(
        Kind.SERVER_REQUEST,
        "server-request-to-any-address",
        Severity.ERROR,
        Severity.WARN,
        Owasp.BROKEN_ACCESS_CONTROL,
        "%1$s calls an address that a caller sends (%2$s).",
        "A caller reaches what only the server can: internal services, the cloud's credentials.",
        "Take only hosts from a fixed list, by https, and follow no redirects.");
    add(
        Kind.TLS_CHECK_OFF,
        "tls-check-off",
        Severity.WARN,
        Severity.WARN,
        Owasp.CRYPTOGRAPHIC_FAILURES,
        "%1$s does not check the certificate of what it talks to (%2$s).",
        "Whoever is on the way reads and changes everything, passwords included.",
        "Remove it; for a certificate of your own, give its authority's certificate.");
    add(
        Kind.TOKEN_NOT_VERIFIED,
        "token-not-verified",
        Severity.ERROR,
        Severity.WARN,
        Owasp.AUTHENTICATION_FAILURES,
        "%1$s reads a token without verifying its signature (%2$s).",
        "Anybody writes himself a token with any user's id.",
        "Verify it with the issuer's key, or ask the issuer whose it is.");
    add(
        Kind.WEAK_PASSWORD_HASH,
        "fast-password-hash",
        Severity.ERROR,
        Severity.WARN,
        Owasp.CRYPTOGRAPHIC_FAILURES,
        "%1$s hashes a password with %2$s.",
        "Fast hashes are tried by the billion; most passwords are found in hours once the table leaks.",
        "Use bcrypt, scrypt or Argon2, and hash anew when users sign in.");
    add(
        Kind.GUESSABLE_TOKEN,
        "guessable-token",
        Severity.WARN,
        Severity.INFO,
        Owasp.CRYPTOGRAPHIC_FAILURES,
        "%1$s makes %2$s of random numbers that can be told from earlier ones.",
        "Who sees a few of them can work out the next.",
        "Use crypto.getRandomValues, crypto.randomUUID or Python's secrets.");
    add(
        Kind.PASSWORD_IN_BROWSER_CODE,
        "password-in-browser-code",
        Severity.ERROR,
        Severity.WARN,
        Owasp.AUTHENTICATION_FAILURES,
        "%1$s compares %2$s with a password that is written into the page.",
        "Every visitor can read it, and can skip the comparison.",
        "Let users sign in, and let the server or a policy decide what they see.");
    add(
        Kind.CORS_CREDENTIALS,
        "cors-any-origin-with-credentials",
        Severity.WARN,
        Severity.WARN,
        Owasp.SECURITY_MISCONFIGURATION,
        "%1$s answers every site with credentials allowed (%2$s).",
        "Any site that a signed-in user opens can act as that user, where cookies are used.",
        "List the origins of the app, and allow credentials for these only.");
  }

  private CodeRules() {}

  private static void add(
      Kind kind,
      String id,
      Severity severity,
      Severity unsure,
      Owasp owasp,
      String what,
      String why,
      String remedy) {
    RULES.put(kind, new OfKind(new Rule.Text(id, severity, owasp, why, remedy), unsure, what));
  }

  static List<Rule.Text> texts() {
    return RULES.values().stream().map(OfKind::text).toList();
  }

  /** One for each rule, file and function, so that it stays the same when lines move. */
  static Stream<Finding> weaknesses(Material material) {
    return material.source().weaknesses().stream()
        .filter(each -> RULES.containsKey(each.kind()))
        .filter(each -> !isVerifiedBefore(material, each))
        .collect(groupingBy(each -> each.kind() + " " + subject(each), TreeMap::new, toList()))
        .values()
        .stream()
        .map(CodeRules::finding);
  }

  private static String subject(Weakness weakness) {
    return (weakness.place().file() + " " + weakness.within()).strip();
  }

  private static Finding finding(List<Weakness> same) {
    var first = same.stream().filter(Weakness::certain).findFirst().orElse(same.getFirst());
    var rule = rule(first);
    String who = first.within().isEmpty() ? first.place().file() : first.within();
    return rule.text()
        .finding(
            first.certain() ? rule.text().severity() : rule.unsure(),
            subject(first),
            rule.what().formatted(who, first.detail()),
            same.stream().map(each -> Evidence.at(each.place())).distinct().limit(10).toList());
  }

  private static OfKind rule(Weakness weakness) {
    return Optional.ofNullable(RULES.get(weakness.kind())).orElseThrow();
  }

  /** The platform verifies a token before the function runs, unless it is told not to. */
  private static boolean isVerifiedBefore(Material material, Weakness weakness) {
    return weakness.kind() == Kind.TOKEN_NOT_VERIFIED
        && !weakness.detail().equals("alg none")
        && material.source().edgeFunctions().stream()
            .anyMatch(function -> function.verifiesJwt() && function.contains(weakness.place()));
  }

  private static final Rule.Text ANY_ORIGIN =
      new Rule.Text(
          "cors-any-origin",
          Severity.INFO,
          Owasp.SECURITY_MISCONFIGURATION,
          "Any site may call them from its visitors' browsers; that is harmless as long as each asks for a token.",
          "Answer only the app's own origin.");

  private static final Rule.Text UNSIGNED =
      new Rule.Text(
          "webhook-unsigned",
          Severity.ERROR,
          Owasp.INTEGRITY_FAILURES,
          "Anybody can tell it of a payment that was never made.",
          "Verify the sender's signature over the unchanged body before anything else.");

  static Stream<Finding> answersToAnySite(Material material) {
    var functions =
        material.source().edgeFunctions().stream()
            .filter(function -> FunctionRules.usesServiceRole(material, function))
            .filter(function ->
                material.source().weaknesses().stream()
                    .anyMatch(each ->
                        each.kind() == Kind.CORS_ANYBODY && function.contains(each.place())))
            .toList();
    return functions.isEmpty()
        ? Stream.empty()
        : Stream.of(
            ANY_ORIGIN.finding(
                "edge functions",
                functions.size() == 1
                    ? "1 function with the service role answers every site (Access-Control-Allow-Origin: *)."
                    : "%d functions with the service role answer every site (Access-Control-Allow-Origin: *)."
                        .formatted(functions.size()),
                functions.stream().limit(10).map(each -> Evidence.at(each.place())).toList()));
  }

  /** Events of payments that are believed as they come. */
  static Stream<Finding> unsignedWebhooks(Material material) {
    return Stream.concat(
        material.source().edgeFunctions().stream()
            .filter(function -> isUnsigned(material, function))
            .map(function -> unsigned(function.name(), List.of(Evidence.at(function.place())))),
        ServedRules.unsignedWebhooks(material)
            .map(served -> unsigned(served.name(), List.of(Evidence.at(served.place())))));
  }

  static boolean isUnsigned(Material material, EdgeFunctionSource function) {
    return !function.verifiesJwt()
        && (function.callerCheck() == CallerCheck.NONE
            || function.callerCheck() == CallerCheck.READS_TOKEN)
        && material.source().weaknesses().stream()
            .anyMatch(each -> each.kind() == Kind.TAKES_EVENTS && function.contains(each.place()));
  }

  private static Finding unsigned(String name, List<Evidence> evidence) {
    return UNSIGNED.finding(
        name,
        "%s takes events of payments without verifying who sends them.".formatted(name),
        evidence);
  }
}
