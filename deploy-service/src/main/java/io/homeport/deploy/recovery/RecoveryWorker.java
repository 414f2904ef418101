package io.homeport.deploy.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.ReleaseId;
import io.homeport.deploy.Store;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.environment.EnvironmentKeys;
import io.homeport.deploy.environment.Environments;
import io.homeport.deploy.environment.Provisioning;
import io.homeport.deploy.environment.Recorded;
import io.homeport.deploy.environment.RemovedEnvironment;
import io.homeport.deploy.environment.ReturningEnvironments;
import io.homeport.deploy.environment.SchemaSource;
import io.homeport.deploy.release.Releases;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.Attempt;
import io.homeport.messaging.work.FailedWork;
import io.homeport.messaging.work.WorkHandler;
import io.homeport.processes.SecretBox;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Brings a removed environment back from its record: its keys, what is kept for it, and an empty
 * database with its owner. Its data is restored next; its release comes with the data.
 */
@ApplicationScoped
class RecoveryWorker implements WorkHandler {

  static final String KIND = "recovery";

  @Inject Recoveries recoveries;
  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject ReturningEnvironments returning;
  @Inject Releases releases;
  @Inject @All List<Recorded> parts;
  @Inject Provisioning provisioning;
  @Inject SchemaSource runtime;
  @Inject SecretBox secrets;
  @Inject Store store;

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Duration deadline() {
    return Duration.ofMinutes(10);
  }

  @Override
  public void run(Attempt attempt) throws IOException, SQLException {
    RecoveryRow wanted = recoveries.load(attempt.organization(), attempt.subject());
    var id = new EnvironmentId(wanted.environmentId);
    EnvironmentRecord record = open(attempt, wanted);
    if (returning.bringBack(attempt.organization(), removed(attempt, record))) {
      Environment environment = load(attempt, id);
      for (Recorded part : parts) {
        JsonNode recorded = record.parts().get(part.part());
        if (recorded != null) {
          part.recover(environment, recorded);
        }
      }
      provisioning.provision(
          environment.database(),
          environment.owner(),
          environment.keys().databasePassword(),
          runtime.schema());
    }
    attempt.complete(() -> environments.ready(attempt.organization(), id, attempt.cause()));
  }

  /** Also when somebody put another object there, it is not another environment's record. */
  private EnvironmentRecord open(Attempt attempt, RecoveryRow wanted) throws IOException {
    try (var in = store.objects().open(Digest.parse(wanted.record))) {
      var record =
          EnvironmentRecord.read(
              secrets.open(EnvironmentRecord.owner(wanted.environmentId), in.readAllBytes()));
      if (!record.organization().equals(attempt.organization().value())
          || !record.environment().equals(wanted.environmentId)
          || !record.app().equals(wanted.appId)) {
        throw new FailedWork(
            Failure.operator(
                "The environment record is another environment's.", "Try another backup."));
      }
      return record;
    } catch (SecretBox.CannotOpen e) {
      throw new FailedWork(
          Failure.operator(
              String.valueOf(e.getMessage()),
              "Put the master key that it was sealed under back into the master key file, as its"
                  + " last line, and restore again."));
    }
  }

  private RemovedEnvironment removed(Attempt attempt, EnvironmentRecord record) {
    return new RemovedEnvironment(
        new EnvironmentId(record.environment()),
        record.app(),
        record.name(),
        record.host(),
        EnvironmentKeys.recorded(record.keys()),
        known(attempt, record.release()),
        record.sleepAfterMinutes(),
        record.maxBodyBytes(),
        record.createdBy(),
        record.createdAt());
  }

  private @Nullable UUID known(Attempt attempt, @Nullable UUID release) {
    return release == null
        ? null
        : transactions
            .await(() ->
                transactions.inOrganization(
                    attempt.organization(), () -> releases.all(List.of(release))))
            .stream()
            .map(each -> each.id())
            .map(ReleaseId::value)
            .findFirst()
            .orElse(null);
  }

  private Environment load(Attempt attempt, EnvironmentId id) {
    return transactions.await(() ->
        transactions.inOrganization(
            attempt.organization(),
            () -> environments.required(id).map(environments::toEnvironment)));
  }

  @Override
  public Uni<Void> failed(Attempt attempt, Failure failure) {
    return recoveries.refused(attempt.organization(), attempt.subject(), failure, attempt.cause());
  }
}
