package io.homeport.deploy.recovery;

import io.homeport.contracts.AppId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.RestoreId;
import io.homeport.contracts.events.RecoveryRefused;
import io.homeport.contracts.events.RecoveryRequested;
import io.homeport.deploy.environment.ReturningEnvironments;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.WorkQueue;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.UUID;

/** Removed environments that are to be there again, as they are asked for and answered. */
@ApplicationScoped
public class Recoveries {

  @Inject Transactions transactions;
  @Inject ReturningEnvironments returning;
  @Inject WorkQueue work;
  @Inject Outbox outbox;
  @Inject Clock clock;

  /** In the consumer's transaction. */
  public Uni<Void> request(OrganizationId organization, RecoveryRequested wanted, Cause cause) {
    var row = new RecoveryRow();
    row.restoreId = wanted.restoreId().value();
    row.organizationId = organization.value();
    row.environmentId = wanted.environmentId().value();
    row.appId = wanted.app().value();
    row.record = wanted.record().toString();
    row.requestedAt = clock.instant();
    return row.<RecoveryRow>persistAndFlush()
        .chain(() ->
            work.enqueue(
                organization,
                RecoveryWorker.KIND,
                row.restoreId,
                row.environmentId.toString(),
                cause));
  }

  RecoveryRow load(OrganizationId organization, UUID restore) {
    return transactions.await(() ->
        transactions.inOrganization(
            organization,
            () ->
                RecoveryRow.<RecoveryRow>findById(restore)
                    .onItem()
                    .ifNull()
                    .failWith(() -> new IllegalStateException("nobody asked for " + restore))));
  }

  /** In the worker's transaction. */
  Uni<Void> refused(OrganizationId organization, UUID restore, Failure why, Cause cause) {
    return RecoveryRow.<RecoveryRow>findById(restore)
        .chain(row -> {
          var environment = new EnvironmentId(row.environmentId);
          return returning
              .notBroughtBack(environment, why)
              .chain(() ->
                  outbox.publish(
                      organization,
                      new RecoveryRefused(
                          new AppId(row.appId),
                          new RestoreId(restore),
                          environment,
                          why,
                          clock.instant()),
                      cause));
        });
  }
}
