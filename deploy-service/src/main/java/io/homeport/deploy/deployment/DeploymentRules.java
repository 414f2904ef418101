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
          "A rule needs the name of a branch without blanks and that of an environment; an app has at"
              + " most %d rules.".formatted(DeploymentRule.MOST),
          "Send rules such as {\"branch\": \"main\", \"environment\": \"production\"}.");
    }
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

  private static Uni<Void> requireEnvironments(AppId app, List<DeploymentRule> rules) {
    return environments(app)
        .invoke(found -> {
          var names = found.stream().map(each -> each.name).collect(Collectors.toSet());
          rules.stream()
              .map(DeploymentRule::environment)
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

  private static Uni<List<EnvironmentRow>> environments(AppId app) {
    return EnvironmentRow.list(
        "appId = ?1 and state not in (?2, ?3)",
        app.value(),
        EnvironmentRow.REMOVING,
        EnvironmentRow.REMOVED);
  }

  @Override
  public Uni<Void> approved(OrganizationId organization, SpecApproved spec, Cause cause) {
    return row(spec.app())
        .chain(row -> {
          List<DeploymentRule> rules = tagged(row).rules();
          return rules.isEmpty()
              ? Uni.createFrom().voidItem()
              : specs
                  .refOf(spec.app(), spec.snapshot())
                  .chain(ref -> follow(organization, spec, rules, ref, cause));
        });
  }

  private Uni<Void> follow(
      OrganizationId organization,
      SpecApproved spec,
      List<DeploymentRule> rules,
      Optional<String> ref,
      Cause cause) {
    Optional<DeploymentRule> rule =
        ref.flatMap(branch -> rules.stream().filter(each -> each.takes(branch)).findFirst())
            .filter(each -> each.trusts(spec.approvedBy()));
    if (rule.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    String by = "rule for " + rule.get().branch();
    return environments(spec.app())
        .chain(found ->
            found.stream()
                .filter(each -> each.name.equals(rule.get().environment()))
                .findFirst()
                .map(environment ->
                    deployments.start(
                        new Request(organization, new EnvironmentId(environment.id), by, cause),
                        spec.specId()))
                .orElseGet(() -> Uni.createFrom().voidItem()));
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
