package io.homeport.deploy.environment;

import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.OrganizationId;
import io.homeport.deploy.DeployConfig;
import io.homeport.deploy.approvedspec.AppRow;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.FailedWork;
import io.homeport.processes.SecretBox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;

/** Environments that were removed and come back from what a backup kept of them. */
@ApplicationScoped
public class ReturningEnvironments {

  private final Addresses addresses;

  @Inject Transactions transactions;
  @Inject SecretBox secrets;

  @Inject
  ReturningEnvironments(DeployConfig config) {
    addresses = new Addresses(config.appsDomain());
  }

  /**
   * Lets a removed environment be there again, as it was and without its data. Waits, so it is for
   * workers.
   *
   * @return false if it is there and ready
   * @throws FailedWork if the app has another environment of its name, or is not known
   */
  public boolean bringBack(OrganizationId organization, RemovedEnvironment removed) {
    return transactions.await(() ->
        transactions
            .inOrganization(organization, () -> requirePlace(removed))
            .chain(app -> hostAgain(removed, app.name))
            .chain(host ->
                transactions.inOrganization(
                    organization, () -> bringBack(organization, removed, host))));
  }

  private static Uni<AppRow> requirePlace(RemovedEnvironment removed) {
    return AppRow.<AppRow>findById(removed.app())
        .onItem()
        .ifNull()
        .failWith(() ->
            new FailedWork(
                Failure.user(
                    "The app of the environment is not known any more.",
                    "Import the app again, add an environment and deploy into it.")))
        .call(() ->
            EnvironmentRow.count(
                    "appId = ?1 and name = ?2 and state <> ?3 and id <> ?4",
                    removed.app(),
                    removed.name(),
                    EnvironmentRow.REMOVED,
                    removed.id().value())
                .invoke(count -> {
                  if (count > 0) {
                    throw new FailedWork(
                        Failure.user(
                            "The app has another environment named %s by now."
                                .formatted(removed.name()),
                            "Remove that one, then restore again."));
                  }
                }));
  }

  /** Somebody else may have got the host meanwhile. */
  private Uni<String> hostAgain(RemovedEnvironment removed, String app) {
    return transactions
        .acrossOrganizations(() ->
            EnvironmentRow.count(
                "host = ?1 and state <> ?2 and id <> ?3",
                removed.host(),
                EnvironmentRow.REMOVED,
                removed.id().value()))
        .map(count ->
            count == 0
                ? removed.host()
                : addresses.hostApart(app, new DnsLabel(removed.name()), removed.id()));
  }

  private Uni<Boolean> bringBack(
      OrganizationId organization, RemovedEnvironment removed, String host) {
    return EnvironmentRow.<EnvironmentRow>findById(
            removed.id().value(), LockModeType.PESSIMISTIC_WRITE)
        .chain(known -> {
          if (known != null && !known.state.equals(EnvironmentRow.REMOVED)) {
            return Uni.createFrom().item(!known.state.equals(EnvironmentRow.READY));
          }
          return AppRow.<AppRow>findById(removed.app())
              .chain(app -> {
                EnvironmentRow row = known == null ? new EnvironmentRow() : known;
                row.id = removed.id().value();
                row.organizationId = organization.value();
                row.appId = removed.app();
                row.appName = app.name;
                row.name = removed.name();
                row.state = EnvironmentRow.PROVISIONING;
                row.host = host;
                row.databaseName = Addresses.database(removed.id());
                row.ownerRole = Addresses.database(removed.id());
                row.keys = secrets.seal(removed.id().toString(), removed.keys().json());
                row.currentReleaseId = null;
                row.previousReleaseId = null;
                row.warmReleases = null;
                row.recoveredReleaseId = removed.release();
                row.sleepAfterMinutes = removed.sleepAfterMinutes();
                row.maxBodyBytes = removed.maxBodyBytes();
                row.createdBy = removed.createdBy();
                row.createdAt = removed.createdAt();
                row.failure(null);
                row.version++;
                return row.<EnvironmentRow>persistAndFlush();
              })
              .replaceWith(true);
        });
  }

  /** In a worker's transaction: it stays removed, or is there and of no use. */
  public Uni<Void> notBroughtBack(EnvironmentId id, Failure failure) {
    return EnvironmentRow.<EnvironmentRow>findById(id.value(), LockModeType.PESSIMISTIC_WRITE)
        .invoke(row -> {
          if (row != null && row.state.equals(EnvironmentRow.PROVISIONING)) {
            row.state = EnvironmentRow.FAILED;
            row.failure(failure);
            row.version++;
          }
        })
        .replaceWithVoid();
  }
}
