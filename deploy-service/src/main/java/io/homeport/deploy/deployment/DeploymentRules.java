package io.homeport.deploy.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.api.Etag;
import io.homeport.api.Problems;
import io.homeport.contracts.AppId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.events.SpecApproved;
import io.homeport.deploy.approvedspec.ApprovalListener;
import io.homeport.deploy.approvedspec.ApprovedSpecs;
import io.homeport.deploy.deployment.Deployments.Request;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is deployed by itself: approved versions of branches, into environments. */
@ApplicationScoped
class DeploymentRules implements ApprovalListener {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject Transactions transactions;
  @Inject ApprovedSpecs specs;
  @Inject Deployments deployments;
  @Inject Previews previews;

  /** The rules of an app and their entity tag. */
  record Tagged(List<DeploymentRule> rules, Etag tag) {}

  /**
   * @throws io.homeport.api.ProblemException 404
   */
  Uni<Tagged> get(OrganizationId organization, AppId app) {
    return transactions.inOrganization(
        organization,
        () -> specs.requiredApp(app).chain(() -> row(app)).map(DeploymentRules::tagged));
  }

  /**
   * @param rules the first that takes a branch counts
   * @throws io.homeport.api.ProblemException 404; 412 if they were changed since the caller read
   *     them; 422 if one cannot be followed
   */
  Uni<Tagged> put(
      OrganizationId organization,
      AppId app,
      List<DeploymentRule> rules,
      @Nullable String ifMatch) {
    if (rules.size() > DeploymentRule.MOST || !rules.stream().allMatch(DeploymentRule::isValid)) {
      throw Problems.unprocessable(
          "deployment-rules",
          "A rule needs the name of a branch without blanks, and that of an environment or a preview"
              + " (kept for 1 to 90 days, at most 20); an app has at most %d rules."
                  .formatted(DeploymentRule.MOST),
          "Send rules such as {\"branch\": \"main\", \"environment\": \"production\"} or {\"branch\":"
              + " \"feature/*\", \"preview\": {\"from\": \"staging\"}}.");
    }
    requireConsent(rules);
    return transactions.inOrganization(
        organization,
        () ->
            specs
                .lockedApp(app)
                .chain(() -> requireEnvironments(app, rules))
                .chain(() -> row(app))
                .invoke(row -> tagged(row).tag().require(ifMatch, "rules"))
                .chain(known -> {
                  DeploymentRulesRow row = known == null ? new DeploymentRulesRow() : known;
                  row.appId = app.value();
                  row.organizationId = organization.value();
                  row.version++;
                  row.rules = json(rules);
                  return row.<DeploymentRulesRow>persist();
                })
                .map(DeploymentRules::tagged));
  }

  private static void requireConsent(List<DeploymentRule> rules) {
    rules.stream()
        .filter(each -> each.preview() != null && each.preview().copiesUnasked())
        .findFirst()
        .ifPresent(rule -> {
          throw Problems.unprocessable(
              "deployment-rules",
              "Each preview of %s would be a copy of production's data.".formatted(rule.branch()),
              "Name another environment in from, or say copiesProduction.");
        });
  }

  private static Uni<Void> requireEnvironments(AppId app, List<DeploymentRule> rules) {
    return environments(app)
        .invoke(found -> {
          var names =
              found.stream()
                  .filter(each -> !each.isPreview())
                  .map(each -> each.name)
                  .collect(Collectors.toSet());
          rules.stream()
              .map(DeploymentRule::needed)
              .filter(name -> !names.contains(name))
              .findFirst()
              .ifPresent(name -> {
                throw Problems.unprocessable(
                    "deployment-rules",
                    "The app has no environment %s.".formatted(name),
                    "Add it first.");
              });
        })
        .replaceWithVoid();
  }

  /** In the current transaction: the app's, other than those that go away. */
  static Uni<List<EnvironmentRow>> environments(AppId app) {
    return EnvironmentRow.list(
        "appId = ?1 and state not in (?2, ?3)",
        app.value(),
        EnvironmentRow.REMOVING,
        EnvironmentRow.REMOVED);
  }

  @Override
  public Uni<Void> approved(OrganizationId organization, SpecApproved spec, Cause cause) {
    return specs
        .refOf(spec)
        .chain(ref ->
            ref.isEmpty()
                ? Uni.createFrom().voidItem()
                : ruleFor(spec.app(), ref.get())
                    .map(rule -> rule.filter(each -> each.trusts(spec.approvedBy())))
                    .chain(rule ->
                        rule.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : follow(
                                new Previews.Wanted(
                                    organization, spec.app(), ref.get(), rule.get()),
                                spec,
                                cause)));
  }

  private Uni<Void> follow(Previews.Wanted wanted, SpecApproved spec, Cause cause) {
    DeploymentRule rule = wanted.rule();
    Uni<Optional<EnvironmentRow>> environment =
        rule.preview() == null
            ? environments(spec.app())
                .map(found ->
                    found.stream().filter(each -> each.name.equals(rule.environment())).findFirst())
            : previews.ensure(wanted, cause);
    return environment.chain(found ->
        found
            .map(row ->
                deployments.start(
                    new Request(
                        wanted.organization(),
                        new EnvironmentId(row.id),
                        "rule for " + rule.branch(),
                        cause),
                    spec.specId()))
            .orElseGet(() -> Uni.createFrom().voidItem()));
  }

  /** In the current transaction: the first rule that takes a branch. */
  static Uni<Optional<DeploymentRule>> ruleFor(AppId app, String branch) {
    return row(app)
        .map(row -> tagged(row).rules().stream().filter(each -> each.takes(branch)).findFirst());
  }

  private static Uni<@Nullable DeploymentRulesRow> row(AppId app) {
    return DeploymentRulesRow.findById(app.value());
  }

  private static Tagged tagged(@Nullable DeploymentRulesRow row) {
    return row == null
        ? new Tagged(List.of(), new Etag(0))
        : new Tagged(read(row.rules), new Etag(row.version));
  }

  private static String json(List<DeploymentRule> rules) {
    try {
      return JSON.writeValueAsString(rules);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("rules are always writable", e);
    }
  }

  private static List<DeploymentRule> read(String json) {
    try {
      return List.of(JSON.readValue(json, DeploymentRule[].class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored rules are not in their form", e);
    }
  }
}
