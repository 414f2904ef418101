package io.homeport.specs.review;

import io.homeport.specs.Place;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.Owasp;
import io.homeport.specs.document.Severity;
import io.homeport.specs.material.Material;
import io.homeport.specs.source.EdgeFunctionSource;
import io.homeport.specs.source.EdgeFunctionSource.CallerCheck;
import io.homeport.specs.source.Span;
import io.homeport.specs.source.Uses;
import io.homeport.specs.source.Uses.EffectKind;
import io.homeport.specs.source.Uses.Served;
import io.homeport.specs.source.Weakness.Kind;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Rules on what the app's own server answers, and to whom. */
final class ServedRules {

  private static final Rule.Text OPEN =
      new Rule.Text(
          "open-route-with-service-role",
          Severity.ERROR,
          Owasp.BROKEN_ACCESS_CONTROL,
          "Anybody on the internet can call it, and it acts past all policies.",
          "Ask who calls before anything else, or act with the caller's own token.");

  private static final Rule.Text ANY_KEY =
      new Rule.Text(
          "function-takes-the-public-key",
          Severity.WARN,
          Owasp.BROKEN_ACCESS_CONTROL,
          "The public key that is in every browser is a valid token too, so verify_jwt alone lets anybody in.",
          "Ask whose token it is (auth.getUser) before the service role is used.");

  private static final Rule.Text UNLIMITED =
      new Rule.Text(
          "costly-and-unlimited",
          Severity.INFO,
          Owasp.INSECURE_DESIGN,
          "Whoever calls it again and again spends your money or sends mail in your name.",
          "Let signed-in users call it only, and count calls of each.");

  private static final Set<String> COSTLY_HOSTS =
      Set.of(
          "ai.gateway.lovable.dev",
          "api.openai.com",
          "api.anthropic.com",
          "api.resend.com",
          "api.sendgrid.com",
          "api.twilio.com",
          "generativelanguage.googleapis.com",
          "api.groq.com",
          "openrouter.ai",
          "api.elevenlabs.io",
          "api.mistral.ai");

  private ServedRules() {}

  static Stream<Finding> routesOpenToAll(Material material) {
    return material.source().served().stream()
        .flatMap(served -> {
          var reach = material.source().graph().reachedFrom(served.span());
          boolean open =
              served.askingGuards().isEmpty()
                  && !within(reach, material.source().callerChecks(), Uses.CallerCheck::place)
                  && within(reach, material.source().serviceRoles(), Uses.ServiceRole::place);
          return open ? Stream.of(open(material, served, reach)) : Stream.empty();
        });
  }

  /** Reading with the service role may be meant for all; changing what is there hardly is. */
  private static Finding open(Material material, Served served, Collection<Span> reach) {
    boolean changes =
        material.source().tables().stream()
            .filter(use -> contains(reach, use.place()))
            .anyMatch(use ->
                use.operations().stream()
                    .anyMatch(each -> !each.equals("select") && !each.equals("insert")));
    return OPEN.finding(
        changes ? Severity.ERROR : Severity.WARN,
        served.name(),
        "%s runs for anybody, uses the service role%s and has no check of who calls."
            .formatted(served.name(), changes ? " to change rows" : ""),
        List.of(Evidence.at(served.place())));
  }

  static Stream<Finding> functionsThatTakeThePublicKey(Material material) {
    return material.source().edgeFunctions().stream()
        .filter(EdgeFunctionSource::verifiesJwt)
        .filter(function -> function.callerCheck() == CallerCheck.NONE)
        .filter(function -> FunctionRules.usesServiceRole(material, function))
        .map(function ->
            ANY_KEY.finding(
                function.name(),
                "The function %s uses the service role for whoever has the app's public key."
                    .formatted(function.name()),
                List.of(Evidence.at(function.place()))));
  }

  static Stream<Served> unsignedWebhooks(Material material) {
    return material.source().served().stream()
        .filter(served -> {
          var reach = material.source().graph().reachedFrom(served.span());
          return served.kind() == Uses.ServedKind.API_ROUTE
              && served.askingGuards().isEmpty()
              && !within(reach, material.source().callerChecks(), Uses.CallerCheck::place)
              && material.source().weaknesses().stream()
                  .anyMatch(
                      each -> each.kind() == Kind.TAKES_EVENTS && contains(reach, each.place()));
        });
  }

  static Stream<Finding> costlyAndUnlimited(Material material) {
    var functions =
        material.source().edgeFunctions().stream()
            .filter(function ->
                function.callerCheck() == CallerCheck.NONE
                    || !function.verifiesJwt() && function.callerCheck() == CallerCheck.READS_TOKEN)
            .filter(function -> isCostly(material, function::contains))
            .map(function -> unlimited(function.name(), function.place()));
    var served =
        material.source().served().stream()
            .filter(each -> each.askingGuards().isEmpty())
            .flatMap(each -> {
              var reach = material.source().graph().reachedFrom(each.span());
              boolean asks =
                  within(reach, material.source().callerChecks(), Uses.CallerCheck::place);
              return !asks && isCostly(material, place -> contains(reach, place))
                  ? Stream.of(unlimited(each.name(), each.place()))
                  : Stream.empty();
            });
    return Stream.concat(functions, served);
  }

  private static boolean isCostly(Material material, Predicate<Place> here) {
    var source = material.source();
    boolean costly =
        source.effects().stream()
                .filter(each -> each.kind() != EffectKind.PAYMENT)
                .anyMatch(each -> here.test(each.place()))
            || source.hosts().stream()
                .filter(each -> COSTLY_HOSTS.contains(each.name()))
                .anyMatch(each -> here.test(each.place()));
    return costly
        && source.weaknesses().stream()
            .noneMatch(each -> each.kind() == Kind.LIMITS_CALLS && here.test(each.place()));
  }

  private static Finding unlimited(String name, Place place) {
    return UNLIMITED.finding(
        name,
        "%s calls AI or sends messages for anybody, as often as he likes.".formatted(name),
        List.of(Evidence.at(place)));
  }

  private static <T> boolean within(
      Collection<Span> spans, List<T> uses, java.util.function.Function<T, Place> place) {
    return uses.stream().anyMatch(use -> contains(spans, place.apply(use)));
  }

  private static boolean contains(Collection<Span> spans, Place place) {
    return spans.stream().anyMatch(span -> span.contains(place));
  }
}
