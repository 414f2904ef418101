package io.homeport.deploy.runtime;

import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import io.homeport.deploy.DeployConfig;
import io.homeport.deploy.target.Target.Started;
import io.homeport.messaging.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Which instances are to run, and where. */
@ApplicationScoped
public class Instances {

  private final Duration portRest;

  @Inject Transactions transactions;
  @Inject Clock clock;

  @Inject
  Instances(DeployConfig config) {
    portRest = config.backendsPortRest();
  }

  /** In the current transaction: the instance at this place, if one is to run there. */
  public Uni<Optional<Instance>> at(EnvironmentId environment, ReleaseId release, String database) {
    return rowAt(environment, release, database)
        .map(row -> Optional.ofNullable(row).map(Instance::of));
  }

  Uni<Optional<Instance>> find(
      OrganizationId organization, EnvironmentId environment, ReleaseId release, String database) {
    return transactions.inOrganization(organization, () -> at(environment, release, database));
  }

  /** Records that an instance is to run, before it is started, so that it is never forgotten. */
  Uni<Instance> place(
      OrganizationId organization,
      EnvironmentId environment,
      ReleaseId release,
      String database,
      int port) {
    return transactions.inOrganization(
        organization,
        () -> {
          InstanceRow row = new InstanceRow();
          row.id = UUID.randomUUID();
          row.organizationId = organization.value();
          row.environmentId = environment.value();
          row.releaseId = release.value();
          row.databaseName = database;
          row.port = port;
          row.state = InstanceRow.RUNNING;
          row.startedAt = clock.instant();
          return row.<InstanceRow>persistAndFlush().map(Instance::of);
        });
  }

  Uni<Void> started(Instance instance, Started process) {
    return transactions.inOrganization(
        instance.organization(),
        () ->
            InstanceRow.<InstanceRow>findById(instance.id())
                .invoke(row -> {
                  row.pid = process.pid();
                  row.processStartedAt = process.startedAt();
                  row.asleepSince = null;
                })
                .replaceWithVoid());
  }

  Uni<Void> asleep(Instance instance) {
    return transactions.inOrganization(
        instance.organization(),
        () ->
            InstanceRow.<InstanceRow>findById(instance.id())
                .invoke(row -> row.asleepSince = clock.instant())
                .replaceWithVoid());
  }

  Uni<Void> stopped(Instance instance) {
    return transactions.inOrganization(
        instance.organization(),
        () ->
            InstanceRow.<InstanceRow>findById(instance.id())
                .onItem()
                .ifNotNull()
                .invoke(row -> {
                  if (row.state.equals(InstanceRow.RUNNING)) {
                    row.state = InstanceRow.STOPPED;
                    row.stoppedAt = clock.instant();
                  }
                })
                .replaceWithVoid());
  }

  /** Every instance that is to run, of every organization. */
  public Uni<List<Instance>> running() {
    return transactions.acrossOrganizations(() ->
        InstanceRow.<InstanceRow>list("state", InstanceRow.RUNNING)
            .map(rows -> rows.stream().map(Instance::of).toList()));
  }

  public Uni<List<Instance>> everIn(OrganizationId organization, EnvironmentId environment) {
    return transactions.inOrganization(
        organization,
        () ->
            InstanceRow.<InstanceRow>list("environmentId", environment.value())
                .map(rows -> rows.stream().map(Instance::of).toList()));
  }

  /**
   * The ports that no other instance may be given: those of instances that are to run, and those
   * that rest. A door that has not heard yet that an instance was stopped still sends its requests
   * there; whoever listened on that port would answer for somebody else's app.
   */
  Uni<Set<Integer>> takenPorts() {
    return transactions.acrossOrganizations(() ->
        InstanceRow.<InstanceRow>list(
                "state = ?1 or stoppedAt > ?2",
                InstanceRow.RUNNING,
                clock.instant().minus(portRest))
            .map(rows -> rows.stream().map(row -> row.port).collect(Collectors.toSet())));
  }

  private static Uni<InstanceRow> rowAt(
      EnvironmentId environment, ReleaseId release, String database) {
    return InstanceRow.<InstanceRow>find(
            "environmentId = ?1 and releaseId = ?2 and databaseName = ?3 and state = ?4",
            environment.value(),
            release.value(),
            database,
            InstanceRow.RUNNING)
        .firstResult();
  }
}
