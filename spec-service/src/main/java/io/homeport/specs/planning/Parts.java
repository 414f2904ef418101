package io.homeport.specs.planning;

import io.homeport.specs.document.Authentication;
import io.homeport.specs.document.Deployment;
import io.homeport.specs.document.Domain;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.MigrationPlan.BuilderService;
import io.homeport.specs.document.OpenQuestion;
import io.homeport.specs.document.Severity;
import io.homeport.specs.document.SpecDocument.Coverage;
import io.homeport.specs.document.Workflows;
import io.homeport.specs.material.Material;
import io.homeport.specs.source.OfBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a plan is made of: the other parts of the specification and the builder's services. */
record Parts(
    Material material,
    Domain domain,
    Authentication authentication,
    Workflows workflows,
    Deployment deployment,
    List<Finding> findings,
    List<OpenQuestion> questions,
    Coverage coverage,
    Map<OfBuilder, BuilderService> services) {

  private static final Set<String> WITH_MAILS =
      Set.of("password", "sign-up", "one-time code", "password reset", "invitation");

  /** Keys of a home-made sign-in. */
  private static final Pattern SIGNING_KEY =
      Pattern.compile("JWT_SECRET(?:_KEY)?|SESSION_SECRET|(?:NEXT)?AUTH_SECRET");

  boolean uses(OfBuilder... any) {
    return Arrays.stream(any).anyMatch(services::containsKey);
  }

  boolean keepsData() {
    return !domain.entities().isEmpty();
  }

  boolean hasUsers() {
    return !authentication.methods().isEmpty()
        || uses(
            OfBuilder.LOVABLE_SIGN_IN,
            OfBuilder.BASE44_SIGN_IN,
            OfBuilder.EMERGENT_SIGN_IN,
            OfBuilder.REPLIT_SIGN_IN)
        || signsItsOwnTokens();
  }

  private boolean signsItsOwnTokens() {
    return deployment.variables().stream()
        .anyMatch(each -> SIGNING_KEY.matcher(each.name()).matches());
  }

  /** Whether users type passwords that the export of the data holds in hashed form. */
  boolean keepsPasswords() {
    return authentication.methods().stream().anyMatch(each -> each.name().equals("password"))
        || signsItsOwnTokens() && !uses(OfBuilder.REPLIT_SIGN_IN, OfBuilder.EMERGENT_SIGN_IN);
  }

  boolean sendsSignInMails() {
    return authentication.methods().stream().anyMatch(each -> WITH_MAILS.contains(each.name()));
  }

  boolean keepsFiles() {
    return !deployment.buckets().isEmpty()
        || uses(
            OfBuilder.BASE44_FILES,
            OfBuilder.EMERGENT_STORAGE,
            OfBuilder.REPLIT_STORAGE,
            OfBuilder.VERCEL_BLOB);
  }

  List<Finding> errors() {
    return findings.stream().filter(each -> each.severity() == Severity.ERROR).toList();
  }

  List<Finding> ofRule(String rule) {
    return findings.stream().filter(each -> each.rule().equals(rule)).toList();
  }

  List<Workflows.EdgeFunction> webhooks() {
    return workflows.functions().stream()
        .filter(each -> each.startedBy() == Workflows.StartedBy.WEBHOOK)
        .filter(each -> !isCalledByTheBuilder(each.name()))
        .toList();
  }

  private boolean isCalledByTheBuilder(String function) {
    String folder = "/functions/" + function + "/";
    return Stream.of(OfBuilder.LOVABLE_WEBHOOKS, OfBuilder.LOVABLE_AUTH_MAIL)
        .flatMap(what -> Stream.ofNullable(services.get(what)))
        .flatMap(service -> service.evidence().stream())
        .anyMatch(each -> each.where().contains(folder));
  }
}
