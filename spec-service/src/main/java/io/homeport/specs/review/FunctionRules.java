package io.homeport.specs.review;

import static io.homeport.specs.material.RoleColumns.mentions;

import io.homeport.specs.catalogue.Catalogue.Function;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.Owasp;
import io.homeport.specs.document.Severity;
import io.homeport.specs.material.Material;
import io.homeport.specs.source.EdgeFunctionSource;
import io.homeport.specs.source.Uses.EffectKind;
import io.homeport.specs.sql.FunctionBody;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Rules on functions, in the database and beside it. */
final class FunctionRules {

  private static final Rule.Text SEARCH_PATH =
      new Rule.Text(
          "definer-without-search-path",
          Severity.WARN,
          Owasp.BROKEN_ACCESS_CONTROL,
          "It runs with its owner's rights and takes names from the caller's search_path, so a caller can put his own in the way.",
          "Add SET search_path = '' to the function and write names with their schema.");

  private static final Rule.Text CALLABLE =
      new Rule.Text(
          "definer-callable-by-anon",
          Severity.INFO,
          Owasp.BROKEN_ACCESS_CONTROL,
          "It runs with its owner's rights, past row security, for anybody who has the app's public key.",
          "Revoke EXECUTE from public and anon, and grant it to those who need it.");

  private static final Rule.Text OPEN =
      new Rule.Text(
          "open-function-with-service-role",
          Severity.ERROR,
          Owasp.BROKEN_ACCESS_CONTROL,
          "Anybody on the internet can call it, and it acts past all policies.",
          "Set verify_jwt = true, or verify who calls (a token or a signature) before anything else.");

  /** Hosts that send what they are told, to whom they are told. */
  private static final Set<String> SENDERS =
      Set.of(
          "api.resend.com",
          "api.sendgrid.com",
          "api.twilio.com",
          "api.mailgun.net",
          "api.postmarkapp.com",
          "fcm.googleapis.com",
          "graph.facebook.com",
          "discord.com",
          "slack.com",
          "api.telegram.org");

  private FunctionRules() {}

  static Stream<Finding> definersWithoutSearchPath(Material material) {
    return definers(material)
        .filter(function -> function.searchPath() == null)
        .map(function ->
            SEARCH_PATH.finding(
                name(function),
                "%s is SECURITY DEFINER and sets no search_path%s."
                    .formatted(name(function), isOpen(function) ? "; anybody may call it" : ""),
                evidence(material, function)));
  }

  static Stream<Finding> definersThatAnybodyMayCall(Material material) {
    return definers(material)
        .filter(FunctionRules::isOpen)
        .map(function -> {
          var body = FunctionBody.of(function.body());
          boolean asksWho = mentions(function.body(), "auth");
          boolean harmful = !body.writes().isEmpty() && !asksWho;
          return CALLABLE.finding(
              harmful ? Severity.WARN : Severity.INFO,
              name(function),
              "Anybody can call %s, which is SECURITY DEFINER%s."
                  .formatted(
                      name(function),
                      harmful
                          ? " and writes %s without asking who calls"
                              .formatted(String.join(", ", body.writes()))
                          : ""),
              evidence(material, function));
        });
  }

  /**
   * True if the app's code calls the function, perhaps before anybody has signed in: then nobody's
   * right to call it is to be taken away mechanically.
   */
  static boolean isNeededByTheApp(Material material, Finding finding) {
    return finding.rule().equals(CALLABLE.id())
        && material.source().databaseFunctions().stream()
            .anyMatch(use -> finding.subject().startsWith(use.name() + "("));
  }

  static Stream<Finding> edgeFunctionsOpenToAll(Material material) {
    return material.source().edgeFunctions().stream()
        .filter(function -> !function.verifiesJwt())
        .filter(function -> usesServiceRole(material, function))
        // Said more exactly there.
        .filter(function -> !CodeRules.isUnsigned(material, function))
        .flatMap(function -> openToAll(material, function));
  }

  private static Stream<Finding> openToAll(Material material, EdgeFunctionSource function) {
    return switch (function.callerCheck()) {
      case VERIFIES_TOKEN, VERIFIES_SIGNATURE -> Stream.empty();
      case REFUSES ->
          Stream.of(
              openToAll(
                  function,
                  Severity.INFO,
                  "refuses some callers by a check that was not understood"));
      case READS_TOKEN ->
          Stream.of(
              openToAll(
                  function, Severity.WARN, "reads the caller's token without asking whose it is"));
      // Reading with the service role may be meant for all.
      case NONE ->
          Stream.of(
              openToAll(
                  function,
                  acts(material, function) ? Severity.ERROR : Severity.WARN,
                  "has no check of who calls"));
    };
  }

  private static Finding openToAll(EdgeFunctionSource function, Severity severity, String how) {
    return OPEN.finding(
        severity,
        function.name(),
        "The function %s runs for anybody (verify_jwt = false), uses the service role and %s."
            .formatted(function.name(), how),
        List.of(Evidence.at(function.verifiesJwtAt()), Evidence.at(function.place())));
  }

  /** Whether it changes rows or users, calls a function of the database, or sends or charges. */
  private static boolean acts(Material material, EdgeFunctionSource function) {
    var source = material.source();
    return source.tables().stream()
            .anyMatch(use ->
                function.contains(use.place())
                    && use.operations().stream().anyMatch(each -> !each.equals("select")))
        || source.databaseFunctions().stream().anyMatch(use -> function.contains(use.place()))
        || source.effects().stream()
            .anyMatch(use -> use.kind() != EffectKind.AI && function.contains(use.place()))
        || source.hosts().stream()
            .anyMatch(use -> SENDERS.contains(use.name()) && function.contains(use.place()))
        || source.authentication().stream().anyMatch(use -> function.contains(use.place()));
  }

  static boolean usesServiceRole(Material material, EdgeFunctionSource function) {
    return material.source().variables().stream()
        .anyMatch(use ->
            use.name().equals("SUPABASE_SERVICE_ROLE_KEY") && function.contains(use.place()));
  }

  private static Stream<Function> definers(Material material) {
    return material.catalogue().functions().stream()
        .filter(function ->
            function.securityDefiner() && function.relation().schema().equals("public"));
  }

  /** Trigger functions cannot be called, whatever the grants say. */
  private static boolean isOpen(Function function) {
    return !function.isTrigger()
        && !function.returns().equals("event_trigger")
        && function.executableBy().contains("anon");
  }

  private static String name(Function function) {
    return "%s(%s)".formatted(function.relation(), function.arguments());
  }

  private static List<Evidence> evidence(Material material, Function function) {
    return material.evidence("function " + function.relation(), "pg_proc", name(function));
  }
}
