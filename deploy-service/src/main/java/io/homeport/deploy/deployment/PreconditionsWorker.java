package io.homeport.deploy.deployment;

import io.homeport.api.ProblemException;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.SpecId;
import io.homeport.deploy.DeployConfig;
import io.homeport.deploy.approvedspec.ApprovedSpecs;
import io.homeport.deploy.deployment.Rollouts.Rollout;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.deploy.release.Release;
import io.homeport.deploy.runtime.Backends;
import io.homeport.deploy.variable.EnvironmentVariables;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.FailedWork;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks whether a deployment can begin, before it does anything. */
@ApplicationScoped
class PreconditionsWorker {

  @Inject Transactions transactions;
  @Inject ApprovedSpecs specs;
  @Inject EnvironmentVariables variables;
  @Inject SchemaGuard schemaGuard;
  @Inject Backends backends;
  @Inject Checklists checklists;
  @Inject Disks disks;
  @Inject DeployConfig config;

  /**
   * @throws FailedWork when it cannot, with every reason
   */
  void check(Attempt attempt, Rollout rollout) {
    checklists.begin(attempt, Checklist.Step.PRECONDITIONS);
    Preconditions found = look(attempt.organization(), rollout);
    found
        .unmet()
        .ifPresent(why -> {
          throw new FailedWork(why);
        });
    checklists.done(attempt, Checklist.Step.PRECONDITIONS, found.said());
  }

  private Preconditions look(OrganizationId organization, Rollout rollout) {
    Environment environment = rollout.environment();
    @Nullable EnvironmentRow row =
        await(organization, () -> EnvironmentRow.findById(environment.id().value()));
    Optional<Failure> refusal = refusal(organization, rollout, row);
    return new Preconditions(
        environment.name(),
        environment.appName(),
        row != null && !row.goesAway(),
        refusal,
        refusal.isPresent() ? List.of() : unset(organization, rollout),
        disks.free(),
        config.deployments().freeDiskBytes(),
        backends.hasFreePort());
  }

  /** While a deployment waits, its spec may be rejected, and another may change the database. */
  private Optional<Failure> refusal(
      OrganizationId organization, Rollout rollout, @Nullable EnvironmentRow row) {
    SpecId spec = rollout.spec();
    Release release = rollout.release();
    if (spec != null) {
      return rejected(organization, rollout.environment().app(), spec);
    }
    boolean goesBack =
        rollout.deployment().head().rollback()
            && !rollout.movesDatabase()
            && !rollout.despiteSchema();
    return row == null || release == null || !goesBack
        ? Optional.empty()
        : await(organization, () -> schemaGuard.unfit(row, release.id()));
  }

  private Optional<Failure> rejected(OrganizationId organization, AppId app, SpecId spec) {
    try {
      await(organization, () -> specs.toDeploy(app, spec, null));
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(
          Failure.user(
              String.valueOf(e.getMessage()), "Approve a version of the spec, then deploy it."));
    }
  }

  private List<String> unset(OrganizationId organization, Rollout rollout) {
    SpecId spec = rollout.spec();
    if (spec == null) {
      return List.of();
    }
    UUID set = await(organization, () -> variables.current(rollout.environment().id()));
    return variables.requiredAndUnset(
        organization,
        set,
        await(organization, () -> specs.document(rollout.environment().app(), spec)));
  }

  private <T> T await(OrganizationId organization, Supplier<Uni<T>> work) {
    return transactions.await(() -> transactions.inOrganization(organization, work));
  }
}
