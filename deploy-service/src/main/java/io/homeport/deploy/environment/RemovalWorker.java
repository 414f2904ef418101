package io.homeport.deploy.environment;

import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.WorkHandler;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Removes an environment: what runs in it, its files, its databases and its role. */
@ApplicationScoped
class RemovalWorker implements WorkHandler {

  static final String KIND = "removal";

  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject Provisioning provisioning;
  @Inject @All List<Tenants> tenants;

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Duration deadline() {
    return Duration.ofMinutes(10);
  }

  @Override
  public void run(Attempt attempt) throws SQLException {
    EnvironmentId id = new EnvironmentId(attempt.subject());
    Environment environment =
        transactions.await(() ->
            transactions.inOrganization(
                attempt.organization(),
                () -> environments.required(id).map(environments::toEnvironment)));
    attempt.progress("stop", "Stopping " + environment.appName() + ".");
    tenants.forEach(each -> each.evict(environment));
    attempt.progress("database", "Removing the database.");
    provisioning.remove(environment.owner());
    attempt.complete(() -> environments.removed(attempt.organization(), id, attempt.cause()));
  }

  @Override
  public Uni<Void> failed(Attempt attempt, Failure failure) {
    return environments.failed(new EnvironmentId(attempt.subject()), failure);
  }
}
