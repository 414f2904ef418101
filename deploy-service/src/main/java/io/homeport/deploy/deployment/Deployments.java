package io.homeport.deploy.deployment;

import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.api.Problems;
import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.SpecId;
import io.homeport.deploy.approvedspec.ApprovedSpecs;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.deploy.environment.Environments;
import io.homeport.deploy.release.Release;
import io.homeport.deploy.release.Releases;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.WorkQueue;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Deployments as people ask for them and look at them. */
@ApplicationScoped
class Deployments {

  @Inject Transactions transactions;
  @Inject ApprovedSpecs specs;
  @Inject Environments environments;
  @Inject Releases releases;
  @Inject WorkQueue work;
  @Inject Withdrawals withdrawals;
  @Inject Clock clock;

  /** Who asks for what, and why. */
  record Request(OrganizationId organization, EnvironmentId environment, String by, Cause cause) {}

  /**
   * What whoever asks for a deployment agrees to.
   *
   * @param withoutRestorePoint its migrations may run without a backup before them
   * @param dataLoss its migrations may drop what has rows
   */
  record Consent(boolean withoutRestorePoint, boolean dataLoss) {}

  /**
   * Records that an approved spec's release is to be put into an environment.
   *
   * @param spec the spec; null for the newest approved one
   * @param consent what whoever asks agrees to
   * @throws io.homeport.api.ProblemException 404; 409 if the spec is not approved, or the
   *     environment goes away
   */
  Uni<DeploymentView> request(Request request, @Nullable SpecId spec, Consent consent) {
    return transactions.inOrganization(
        request.organization(),
        () ->
            usable(request.environment(), LockModeType.PESSIMISTIC_WRITE)
                .chain(environment ->
                    specs
                        .toDeploy(new AppId(environment.appId), spec, environment.previewBranch)
                        .chain(found -> {
                          DeploymentRow row = newRow(request, environment, false);
                          row.specId = found.id().value();
                          row.withoutRestorePoint = consent.withoutRestorePoint();
                          row.acceptDataLoss = consent.dataLoss();
                          return enqueueInstead(request, environment, row);
                        })
                        .chain(row -> view(row, environment))));
  }

  /**
   * In the current transaction: records that the release of an approved spec is to be put there.
   */
  Uni<Void> start(Request request, SpecId spec) {
    return usable(request.environment(), LockModeType.PESSIMISTIC_WRITE)
        .chain(environment -> {
          DeploymentRow row = newRow(request, environment, false);
          row.specId = spec.value();
          return enqueueInstead(request, environment, row);
        })
        .replaceWithVoid();
  }

  /**
   * Records that a release that served before is to be brought back, by starting it again.
   *
   * @param despiteSchema whether also when migrations took away what it may need
   * @throws io.homeport.api.ProblemException 404; 409 if the environment goes away
   */
  Uni<DeploymentView> bringBack(Request request, ReleaseId release, boolean despiteSchema) {
    return transactions.inOrganization(
        request.organization(),
        () ->
            usable(request.environment(), LockModeType.PESSIMISTIC_WRITE)
                .chain(environment -> {
                  DeploymentRow row = newRow(request, environment, true);
                  row.releaseId = release.value();
                  row.despiteSchema = despiteSchema;
                  return enqueueInstead(request, environment, row)
                      .chain(saved -> view(saved, environment));
                }));
  }

  /**
   * In the current transaction: puts a release onto another database.
   *
   * @param asItIs whether the database is as the release knows it: no migration is applied
   */
  Uni<Void> moveTo(
      Request request, EnvironmentRow environment, UUID release, String database, boolean asItIs) {
    DeploymentRow row = newRow(request, environment, asItIs);
    row.releaseId = release;
    row.databaseName = database;
    return enqueue(request, row).replaceWithVoid();
  }

  /** What waits in the environment is no longer wanted. */
  private Uni<DeploymentRow> enqueueInstead(
      Request request, EnvironmentRow environment, DeploymentRow row) {
    return enqueue(request, row)
        .call(() -> withdrawals.supersede(environment, row, request.cause()));
  }

  private Uni<DeploymentRow> enqueue(Request request, DeploymentRow row) {
    return row.<DeploymentRow>persistAndFlush()
        .call(() ->
            work.enqueue(
                request.organization(),
                DeploymentWorker.KIND,
                row.id,
                request.environment().toString(),
                request.cause()));
  }

  DeploymentRow newRow(Request request, EnvironmentRow environment, boolean rollback) {
    DeploymentRow row = new DeploymentRow();
    row.id = DeploymentId.next().value();
    row.organizationId = request.organization().value();
    row.appId = environment.appId;
    row.environmentId = environment.id;
    row.rollback = rollback;
    row.state = DeploymentRow.QUEUED;
    row.requestedBy = request.by();
    row.requestedAt = clock.instant();
    row.checklist = Checklist.waiting().json();
    return row;
  }

  Uni<Page<DeploymentView>> list(
      OrganizationId organization, EnvironmentId environment, Cursor cursor, int limit) {
    return transactions.inOrganization(
        organization,
        () ->
            environments
                .required(environment)
                .chain(found ->
                    DeploymentRow.<DeploymentRow>find(
                            "environmentId = ?1 and id < ?2 order by id desc",
                            environment.value(),
                            cursor.after())
                        .range(0, limit)
                        .list()
                        .chain(rows ->
                            lastLive(found.id).chain(live -> page(rows, found, live, limit)))));
  }

  private Uni<Page<DeploymentView>> page(
      List<DeploymentRow> rows,
      EnvironmentRow environment,
      @Nullable DeploymentRow live,
      int limit) {
    List<UUID> ids =
        rows.stream().map(row -> row.releaseId).filter(Objects::nonNull).distinct().toList();
    return releases
        .all(ids)
        .map(found -> {
          Map<UUID, Release> byId =
              found.stream().collect(Collectors.toMap(each -> each.id().value(), each -> each));
          return Page.of(
              rows,
              limit,
              row -> row.id,
              row -> view(row, environment, byId.get(row.releaseId), live));
        });
  }

  Uni<DeploymentView> get(OrganizationId organization, DeploymentId id) {
    return transactions.inOrganization(
        organization,
        () ->
            required(id)
                .chain(row ->
                    EnvironmentRow.<EnvironmentRow>findById(row.environmentId)
                        .chain(environment -> view(row, environment))));
  }

  /** The object that holds its build's log; null while there is none. */
  Uni<@Nullable String> log(OrganizationId organization, DeploymentId id) {
    return transactions.inOrganization(organization, () -> required(id).map(row -> row.log));
  }

  /** In the current transaction. */
  Uni<DeploymentView> view(DeploymentRow row, EnvironmentRow environment) {
    return row.releaseId == null
        ? Uni.createFrom().item(view(row, environment, null, null))
        : releases
            .required(new ReleaseId(row.releaseId))
            .chain(
                release -> serving(row).map(serving -> view(row, environment, release, serving)));
  }

  /** The deployment that serves: it matters to one that was live. */
  private static Uni<@Nullable DeploymentRow> serving(DeploymentRow row) {
    return row.state.equals(DeploymentRow.LIVE)
        ? lastLive(row.environmentId)
        : Uni.createFrom().nullItem();
  }

  private DeploymentView view(
      DeploymentRow row,
      EnvironmentRow environment,
      @Nullable Release release,
      @Nullable DeploymentRow live) {
    return DeploymentView.of(
        row,
        environment,
        environments.url(environment.host),
        release,
        live == null ? null : live.id);
  }

  /**
   * In the current transaction: the deployment that serves an environment; null if none was live.
   */
  static Uni<@Nullable DeploymentRow> lastLive(UUID environment) {
    return DeploymentRow.<DeploymentRow>find(
            "environmentId = ?1 and state = ?2 order by id desc", environment, DeploymentRow.LIVE)
        .firstResult();
  }

  /** In the current transaction: the environment, locked, unless it goes away. */
  Uni<EnvironmentRow> usable(EnvironmentId id, LockModeType lock) {
    return environments
        .required(id, lock)
        .invoke(row -> {
          if (row.goesAway()) {
            throw Problems.conflict(
                "environment-removing",
                "The environment %s is being removed.".formatted(row.name),
                "Add another environment.");
          }
        });
  }

  /** In the current transaction. */
  static Uni<DeploymentRow> required(DeploymentId id) {
    return DeploymentRow.<DeploymentRow>findById(id.value())
        .onItem()
        .ifNull()
        .failWith(() -> Problems.notFound("deployment", id));
  }
}
