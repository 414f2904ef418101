package io.homeport.deploy.environment;

import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.OrganizationId;
import io.homeport.deploy.environment.DatabaseCopy.Owned;
import io.homeport.deploy.environment.DatabaseCopy.SourceBusy;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.FailedWork;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Makes the databases of environments: empty ones, and copies for previews. */
@ApplicationScoped
public class EnvironmentDatabases {

  @Inject Transactions transactions;
  @Inject Provisioning provisioning;
  @Inject SchemaSource runtime;

  /**
   * Does nothing where it is made already.
   *
   * @throws FailedWork if it has to be a copy and the source cannot be copied
   */
  public void make(Environment environment) throws SQLException, InterruptedException {
    EnvironmentId source = environment.copiedFrom();
    if (source == null) {
      provisioning.provision(
          environment.database(),
          environment.owner(),
          environment.keys().databasePassword(),
          runtime.schema());
      return;
    }
    EnvironmentRow found = required(environment.organization(), source);
    try {
      provisioning.provisionCopy(
          new Owned(found.databaseName, found.ownerRole),
          new Owned(environment.database(), environment.owner()),
          environment.keys().databasePassword(),
          runtime.schema());
    } catch (SourceBusy e) {
      throw new FailedWork(
          Failure.user(
              "The database of %s could not be copied for a preview: %s"
                  .formatted(found.name, e.getMessage()),
              "Deploy into the preview again when fewer long statements run there."));
    }
  }

  private EnvironmentRow required(OrganizationId organization, EnvironmentId id) {
    @Nullable EnvironmentRow row =
        transactions.await(() ->
            transactions.inOrganization(
                organization, () -> EnvironmentRow.<EnvironmentRow>findById(id.value())));
    if (row == null || row.goesAway() || row.readyAt == null) {
      throw new FailedWork(
          Failure.user(
              "The environment that the preview is to be a copy of %s."
                  .formatted(row == null || row.goesAway() ? "is gone" : "has no database yet"),
              "Name another one in the deployment rules, then push again."));
    }
    return row;
  }
}
