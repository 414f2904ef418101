package io.homeport.specs.spec;

import io.homeport.api.Cursor;
import io.homeport.api.Etag;
import io.homeport.api.Page;
import io.homeport.api.Problems;
import io.homeport.contracts.AppId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.SpecId;
import io.homeport.contracts.events.Event;
import io.homeport.contracts.events.ImportCompleted;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Received;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.WorkQueue;
import io.homeport.specs.change.Approval;
import io.homeport.specs.document.MigrationPlan.Sight;
import io.homeport.specs.spec.ApprovalPolicies.Judged;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Specs, as they are loaded, decided and saved. */
@ApplicationScoped
public class Specs {

  @Inject Transactions transactions;
  @Inject WorkQueue work;
  @Inject Outbox outbox;
  @Inject ApprovalPolicies policies;
  @Inject PlanTicks ticks;
  @Inject Clock clock;

  /** Who decides, and which revision he has read. */
  record Decider(String user, @Nullable String ifMatch) {}

  /** A new version for a snapshot, to be drafted; in the event's transaction. */
  Uni<Void> draft(Received received, ImportCompleted completed) {
    return nextVersion(completed.app())
        .chain(version -> newRow(received.organization(), completed, version).<SpecRow>persist())
        .chain(row ->
            work.enqueue(
                received.organization(),
                SpecWorker.KIND,
                row.id,
                completed.app().toString(),
                received.cause()));
  }

  Uni<SpecRow> get(OrganizationId organization, SpecId id) {
    return transactions.inOrganization(organization, () -> required(id));
  }

  /** The app's specs, newest first; 404 if there is none, since apps are known by their specs. */
  Uni<Page<SpecView>> list(OrganizationId organization, AppId app, Cursor cursor, int limit) {
    return transactions.inOrganization(
        organization,
        () ->
            SpecRow.count("appId", app.value())
                .invoke(count -> {
                  if (count == 0) {
                    throw Problems.notFound("spec of the app", app);
                  }
                })
                .chain(() ->
                    SpecRow.<SpecRow>find(
                            "appId = ?1 and id < ?2 order by id desc", app.value(), cursor.after())
                        .range(0, limit)
                        .list())
                .map(rows -> Page.of(rows, limit, row -> row.id, SpecView::of)));
  }

  /**
   * Approves a drafted spec. An older version than the newest approved one may be approved too: the
   * view's notice says so.
   */
  Uni<SpecRow> approve(OrganizationId organization, SpecId id, Decider by) {
    return decide(
        organization,
        id,
        by,
        drafted -> {
          var approved = drafted.approve(by.user(), clock.instant());
          return new Decision(approved, approved.event());
        });
  }

  Uni<SpecRow> reject(OrganizationId organization, SpecId id, Decider by, String reason) {
    return decide(
        organization,
        id,
        by,
        drafted -> {
          var rejected = drafted.reject(by.user(), reason, clock.instant());
          return new Decision(rejected, rejected.event());
        });
  }

  /** What the caller should know about approving this version, or null. */
  Uni<@Nullable String> notice(OrganizationId organization, SpecRow approved) {
    return transactions.inOrganization(
        organization,
        () ->
            SpecRow.<SpecRow>find(
                    "appId = ?1 and state = ?2 and version > ?3 order by version desc",
                    approved.appId,
                    SpecState.APPROVED.toString(),
                    approved.version)
                .firstResult()
                .map(newer ->
                    newer == null
                        ? null
                        : "Version %d is approved too and is newer than version %d."
                            .formatted(newer.version, approved.version)));
  }

  /** What a worker is to do, or null if the spec is drafted or failed already. */
  Uni<Spec.@Nullable Drafting> drafting(OrganizationId organization, SpecId id) {
    return get(organization, id)
        .map(row -> row.spec() instanceof Spec.Drafting drafting ? drafting : null);
  }

  /**
   * In the worker's transaction.
   *
   * @param judged what the app's policy says of it; null if it has none
   */
  Uni<Void> save(
      OrganizationId organization, Spec.Drafted drafted, @Nullable Judged judged, Cause cause) {
    if (judged == null) {
      return save(organization, drafted, drafted.event(), cause);
    }
    return switch (judged.approval()) {
      case Approval.Left left ->
          save(organization, drafted.leftToPerson(left.note()), drafted.event(), cause);
      case Approval.Granted granted ->
          policies
              .stillHolds(drafted, judged)
              .chain(holds ->
                  save(organization, drafted, drafted.event(), cause)
                      .chain(() -> {
                        var approved = drafted.approveByPolicy(granted.note(), clock.instant());
                        return holds
                            ? save(organization, approved, approved.event(), cause)
                            : Uni.createFrom().voidItem();
                      }));
    };
  }

  /** The newest approved spec of an app, or null; in a transaction. */
  static Uni<@Nullable SpecRow> lastApproved(AppId app) {
    return SpecRow.<SpecRow>find(
            "appId = ?1 and state = ?2 order by version desc",
            app.value(),
            SpecState.APPROVED.toString())
        .firstResult();
  }

  /** The newest approved spec of the same app with a smaller number, or null. */
  Uni<@Nullable SpecRow> approvedBefore(OrganizationId organization, Spec.Origin origin) {
    return transactions.inOrganization(
        organization,
        () ->
            SpecRow.<SpecRow>find(
                    "appId = ?1 and state = ?2 and version < ?3 order by version desc",
                    origin.app().value(),
                    SpecState.APPROVED.toString(),
                    origin.version())
                .firstResult());
  }

  /**
   * The version whose plan an app goes by: the newest that was drafted and not rejected. 404 when
   * the app has no specs, 409 when none of them has a plan.
   */
  Uni<SpecRow> planned(OrganizationId organization, AppId app) {
    return transactions.inOrganization(
        organization,
        () ->
            SpecRow.count("appId", app.value())
                .invoke(count -> {
                  if (count == 0) {
                    throw Problems.notFound("spec of the app", app);
                  }
                })
                .<SpecRow>chain(() ->
                    SpecRow.<SpecRow>find(
                            "appId = ?1 and document is not null and state <> ?2 order by version desc",
                            app.value(),
                            SpecState.REJECTED.toString())
                        .firstResult())
                .onItem()
                .ifNull()
                .failWith(() ->
                    notDrafted(
                        "No version of the app's spec has a plan yet.",
                        "Wait until one is drafted, or import the source again.")));
  }

  /** In the worker's transaction. */
  Uni<Void> save(OrganizationId organization, Spec.Failed failed, Cause cause) {
    return save(organization, failed, failed.event(), cause);
  }

  private Uni<Void> save(OrganizationId organization, Spec spec, Event event, Cause cause) {
    return required(spec.origin().id())
        .invoke(row -> row.set(spec))
        .chain(() -> outbox.publish(organization, event, cause))
        .chain(() -> approvalSeen(organization, spec));
  }

  /** Approving is a step of the app's plan. */
  private Uni<Void> approvalSeen(OrganizationId organization, Spec spec) {
    return spec instanceof Spec.Approved approved
        ? ticks.seen(
            organization,
            approved.origin().app(),
            Sight.SPEC_APPROVED,
            "Version %d was approved by %s.".formatted(approved.origin().version(), approved.by()),
            approved.at())
        : Uni.createFrom().voidItem();
  }

  private record Decision(Spec spec, Event event) {}

  private Uni<SpecRow> decide(
      OrganizationId organization, SpecId id, Decider by, Function<Spec.Drafted, Decision> rule) {
    return transactions.inOrganization(
        organization,
        () ->
            locked(id)
                .call(row -> {
                  new Etag(row.revision).require(by.ifMatch(), "spec");
                  var decision = rule.apply(drafted(row));
                  row.set(decision.spec());
                  return outbox
                      .publish(organization, decision.event(), Cause.fresh())
                      .chain(() -> approvalSeen(organization, decision.spec()));
                }));
  }

  private static Spec.Drafted drafted(SpecRow row) {
    return switch (row.spec()) {
      case Spec.Drafted drafted -> drafted;
      case Spec.Drafting drafting ->
          throw notDrafted("The spec is still being drafted.", "Wait until its state is drafted.");
      case Spec.Approved approved ->
          throw notDrafted(
              "The spec was approved by %s already.".formatted(approved.by()),
              "Import the source again for a new version.");
      case Spec.Rejected rejected ->
          throw notDrafted(
              "The spec was rejected by %s already.".formatted(rejected.by()),
              "Import the source again for a new version.");
      case Spec.Failed failed ->
          throw notDrafted("The spec could not be drafted.", failed.why().remedy());
    };
  }

  /** What was drafted, whatever was decided on it; 409 before that. */
  static Spec.Draft draft(Spec spec) {
    return switch (spec) {
      case Spec.Drafted drafted -> drafted.draft();
      case Spec.Approved approved -> approved.draft();
      case Spec.Rejected rejected -> rejected.draft();
      case Spec.Drafting drafting ->
          throw notDrafted("The spec is still being drafted.", "Wait until its state is drafted.");
      case Spec.Failed failed ->
          throw notDrafted("The spec could not be drafted.", failed.why().remedy());
    };
  }

  private static RuntimeException notDrafted(String what, String remedy) {
    return Problems.conflict("spec-not-drafted", what, remedy);
  }

  private SpecRow newRow(OrganizationId organization, ImportCompleted completed, int version) {
    var row = new SpecRow();
    row.id = SpecId.next().value();
    row.organizationId = organization.value();
    row.appId = completed.app().value();
    row.appName = completed.appName();
    row.importId = completed.importId().value();
    row.version = version;
    row.state = SpecState.DRAFTING.toString();
    row.revision = 1;
    row.builder = completed.builder().toString();
    row.snapshot = completed.snapshot().toString();
    row.archive = completed.archive().toString();
    row.requestedAt = clock.instant();
    return row;
  }

  private static Uni<Integer> nextVersion(AppId app) {
    return Panache.getSession()
        .chain(session ->
            session
                .createQuery(
                    "select coalesce(max(version), 0) + 1 from SpecRow where appId = :app",
                    Integer.class)
                .setParameter("app", app.value())
                .getSingleResult());
  }

  private static Uni<SpecRow> locked(SpecId id) {
    return SpecRow.<SpecRow>findById(id.value(), jakarta.persistence.LockModeType.PESSIMISTIC_WRITE)
        .onItem()
        .ifNull()
        .failWith(() -> Problems.notFound("spec", id));
  }

  private static Uni<SpecRow> required(SpecId id) {
    return SpecRow.<SpecRow>findById(id.value())
        .onItem()
        .ifNull()
        .failWith(() -> Problems.notFound("spec", id));
  }
}
