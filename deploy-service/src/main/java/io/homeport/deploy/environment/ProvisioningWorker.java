package io.homeport.deploy.environment;

import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.FailedWork;
import io.homeport.messaging.work.WorkHandler;
import io.homeport.processes.SecretBox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;

/** Makes the database of a new environment. */
@ApplicationScoped
class ProvisioningWorker implements WorkHandler {

  static final String KIND = "provisioning";

  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject EnvironmentDatabases databases;

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public int concurrency() {
    return 2;
  }

  @Override
  public Duration deadline() {
    return Duration.ofMinutes(10);
  }

  @Override
  public void run(Attempt attempt) throws SQLException, InterruptedException {
    EnvironmentId id = new EnvironmentId(attempt.subject());
    Environment environment = load(attempt, id);
    attempt.progress("database", "Making the database " + environment.database() + ".");
    databases.make(environment);
    attempt.complete(() -> environments.ready(attempt.organization(), id, attempt.cause()));
  }

  private Environment load(Attempt attempt, EnvironmentId id) {
    try {
      return transactions.await(() ->
          transactions.inOrganization(
              attempt.organization(),
              () -> environments.required(id).map(environments::toEnvironment)));
    } catch (SecretBox.CannotOpen e) {
      throw new FailedWork(
          Failure.operator(
              String.valueOf(e.getMessage()),
              "Start Homeport with the master key it was set up with."));
    }
  }

  @Override
  public Uni<Void> failed(Attempt attempt, Failure failure) {
    return environments.failed(new EnvironmentId(attempt.subject()), failure);
  }
}
