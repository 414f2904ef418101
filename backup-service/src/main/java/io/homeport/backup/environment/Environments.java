package io.homeport.backup.environment;

import io.homeport.api.Problems;
import io.homeport.backup.BackupsConfig;
import io.homeport.contracts.AppId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.events.EnvironmentReady;
import io.homeport.contracts.events.EnvironmentRecorded;
import io.homeport.contracts.events.EnvironmentRemoved;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Environments and their policies, inside the caller's transaction. */
@ApplicationScoped
public class Environments {

  @Inject BackupsConfig config;
  @Inject Clock clock;

  /**
   * A new environment gets the default policy; a known one may have another database now, or be
   * there again.
   */
  public Uni<Void> ready(OrganizationId organization, EnvironmentReady event) {
    return EnvironmentRow.<EnvironmentRow>findById(event.environmentId().value())
        .chain(known -> {
          if (known == null) {
            return newRow(organization, event).persist().chain(() -> serves(organization, event));
          }
          boolean other = !known.database.equals(event.database());
          known.database = event.database();
          known.removedAt = null;
          return other ? serves(organization, event) : Uni.createFrom().voidItem();
        });
  }

  private static Uni<Void> serves(OrganizationId organization, EnvironmentReady event) {
    ServedDatabaseRow row = new ServedDatabaseRow();
    row.id = UUID.randomUUID();
    row.organizationId = organization.value();
    row.environmentId = event.environmentId().value();
    row.database = event.database();
    row.since = event.readyAt();
    return row.persist().replaceWithVoid();
  }

  /**
   * The databases that an environment has worked on, the first one first; there is one at least.
   */
  public Uni<List<ServedDatabaseRow>> databases(UUID environment) {
    return ServedDatabaseRow.list("environmentId = ?1 order by since, id", environment);
  }

  /** The one that it worked on at a moment; before there was any, its first. */
  public Uni<String> databaseAt(UUID environment, Instant moment) {
    return databases(environment)
        .map(served ->
            served.stream()
                .filter(each -> !each.since.isAfter(moment))
                .reduce((_, later) -> later)
                .orElse(served.getFirst())
                .database);
  }

  /** Where what brings it back beside its data is to be found from now on. */
  public Uni<Void> recorded(EnvironmentRecorded event) {
    return EnvironmentRow.<EnvironmentRow>findById(event.environmentId().value())
        .invoke(row -> {
          if (row != null) {
            row.record = event.record().toString();
          }
        })
        .replaceWithVoid();
  }

  /** The policy ends; what was backed up is kept for as long as it said. */
  public Uni<Void> removed(EnvironmentRemoved event) {
    return EnvironmentRow.<EnvironmentRow>findById(event.environmentId().value())
        .invoke(row -> {
          if (row != null) {
            row.removedAt = event.removedAt();
          }
        })
        .replaceWithVoid();
  }

  /** True the first time that a deployment of the environment went live. */
  public Uni<Boolean> wentLive(EnvironmentId id, Instant at) {
    return EnvironmentRow.<EnvironmentRow>findById(id.value())
        .map(row -> {
          if (row == null || row.liveAt != null || row.removedAt != null) {
            return false;
          }
          row.liveAt = at;
          return true;
        });
  }

  /**
   * @throws io.homeport.api.ProblemException 404 if the organization has no such environment
   */
  public Uni<EnvironmentRow> required(EnvironmentId id) {
    return EnvironmentRow.<EnvironmentRow>findById(id.value())
        .onItem()
        .ifNull()
        .failWith(() -> Problems.notFound("environment", id));
  }

  /**
   * @throws io.homeport.api.ProblemException 404 if the organization has no such app, or it never
   *     had an environment
   */
  public Uni<Void> requireApp(AppId app) {
    return EnvironmentRow.count("appId", app.value())
        .invoke(count -> {
          if (count == 0) {
            throw Problems.notFound("app", app);
          }
        })
        .replaceWithVoid();
  }

  /** All that a schedule may be due for. */
  public Uni<List<EnvironmentRow>> scheduled() {
    return EnvironmentRow.list("liveAt is not null and removedAt is null and paused = false");
  }

  public Uni<List<EnvironmentRow>> all() {
    return EnvironmentRow.listAll();
  }

  private EnvironmentRow newRow(OrganizationId organization, EnvironmentReady event) {
    EnvironmentRow row = new EnvironmentRow();
    row.id = event.environmentId().value();
    row.organizationId = organization.value();
    row.appId = event.app().value();
    row.appName = event.appName();
    row.name = event.environment();
    row.database = event.database();
    row.readyAt = event.readyAt();
    BackupsConfig.Policy policy = config.backups().policy();
    row.schedule = policy.schedule();
    row.zone = policy.zone();
    row.keepHourly = policy.keepHourly();
    row.keepDaily = policy.keepDaily();
    row.keepWeekly = policy.keepWeekly();
    row.keepMonthly = policy.keepMonthly();
    row.policyVersion = 1;
    row.policyChangedAt = clock.instant();
    return row;
  }
}
