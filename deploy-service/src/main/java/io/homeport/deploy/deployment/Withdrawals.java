package io.homeport.deploy.deployment;

import io.homeport.api.ProblemException;
import io.homeport.api.Problems;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.events.DeploymentCanceled;
import io.homeport.contracts.events.DeploymentSuperseded;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.WorkQueue;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;

/**
 * Deployments that are no longer wanted: a newer one takes the place of those that wait, and people
 * call off what has not changed anything yet.
 */
@ApplicationScoped
class Withdrawals {

  @Inject Transactions transactions;
  @Inject Deployments deployments;
  @Inject WorkQueue work;
  @Inject Outbox outbox;
  @Inject Clock clock;

  /**
   * In the current transaction: ends what waits for its turn in the environment. Moves to a
   * restored database stay: they are about the data, and the newer deployment comes after them.
   *
   * @param environment locked, so that of two newer ones one sees the other
   */
  Uni<Void> supersede(EnvironmentRow environment, DeploymentRow newer, Cause cause) {
    return DeploymentRow.<DeploymentRow>list(
            "environmentId = ?1 and state = ?2 and databaseName is null and id <> ?3",
            environment.id,
            DeploymentRow.QUEUED,
            newer.id)
        .chain(waiting ->
            Multi.createFrom()
                .iterable(waiting)
                .onItem()
                .transformToUniAndConcatenate(row -> supersede(row, environment, newer, cause))
                .collect()
                .asList()
                .replaceWithVoid());
  }

  private Uni<Void> supersede(
      DeploymentRow row, EnvironmentRow environment, DeploymentRow newer, Cause cause) {
    OrganizationId organization = new OrganizationId(row.organizationId);
    var why =
        new WorkQueue.Withdrawal(
            DeploymentRow.SUPERSEDED, "Deployment " + newer.id + " takes its place.");
    return work.withdrawWaiting(organization, DeploymentWorker.KIND, row.id, why)
        .chain(withdrawn -> {
          if (!withdrawn) {
            return Uni.createFrom().voidItem();
          }
          var ended =
              new Deployment.Queued(Rollouts.head(row, environment))
                  .supersede(new DeploymentId(newer.id), clock.instant());
          row.state = DeploymentRow.SUPERSEDED;
          row.supersededBy = ended.by().value();
          row.endedAt = ended.at();
          return outbox.publish(
              organization,
              new DeploymentSuperseded(
                  ended.head().app(),
                  ended.head().id(),
                  ended.head().environment(),
                  ended.head().appName(),
                  ended.head().environmentName(),
                  ended.by(),
                  ended.at()),
              cause);
        });
  }

  /**
   * Calls a deployment off. Its build, if one runs, is ended.
   *
   * @throws ProblemException 404; 409 if it has ended, or has begun to change the environment
   */
  Uni<DeploymentView> cancel(OrganizationId organization, DeploymentId id, String by, Cause cause) {
    var why = new WorkQueue.Withdrawal(DeploymentRow.CANCELED, "Canceled by " + by + ".");
    // The work comes first, as in everything that its attempt records: then both never wait for
    // each other, and what the deployment is found to be doing is the last that is recorded.
    return transactions.inOrganization(
        organization,
        () ->
            work.withdraw(organization, DeploymentWorker.KIND, id.value(), why)
                .chain(() -> Deployments.required(id))
                .chain(row ->
                    EnvironmentRow.<EnvironmentRow>findById(row.environmentId)
                        .chain(environment ->
                            cancel(organization, row, environment, by, cause)
                                .chain(() -> deployments.view(row, environment)))));
  }

  private Uni<Void> cancel(
      OrganizationId organization,
      DeploymentRow row,
      EnvironmentRow environment,
      String by,
      Cause cause) {
    if (!(Rollouts.toDeployment(row, environment) instanceof Deployment.Cancelable open)
        || row.migrations != null) {
      throw tooFar(row);
    }
    Deployment.Canceled canceled = open.cancel(by, clock.instant());
    row.state = DeploymentRow.CANCELED;
    row.canceledBy = canceled.by();
    row.endedAt = canceled.at();
    Deployment.Head head = canceled.head();
    return outbox.publish(
        organization,
        new DeploymentCanceled(
            head.app(),
            head.id(),
            head.environment(),
            head.appName(),
            head.environmentName(),
            canceled.by(),
            canceled.at()),
        cause);
  }

  private static ProblemException tooFar(DeploymentRow row) {
    return DeploymentRow.OPEN.contains(row.state)
        ? Problems.conflict(
            "deployment-too-far",
            "The deployment is %s: it already changes the environment.".formatted(row.state),
            "Wait until it is over, then roll back if you do not want it.")
        : Problems.conflict(
            "deployment-over",
            "The deployment is over: %s.".formatted(row.state),
            "Only what waits or is being built can be canceled.");
  }
}
