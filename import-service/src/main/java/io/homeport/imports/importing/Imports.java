package io.homeport.imports.importing;

import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.api.Problems;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.ImportId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.events.BranchClosed;
import io.homeport.imports.ImportsConfig;
import io.homeport.imports.app.AppRow;
import io.homeport.imports.app.Apps;
import io.homeport.imports.git.GitUrl;
import io.homeport.imports.snapshot.Snapshot;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.WorkQueue;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Imports, as they are loaded, decided and saved. */
@ApplicationScoped
public class Imports {

  @Inject Transactions transactions;
  @Inject Apps apps;
  @Inject WorkQueue work;
  @Inject Outbox outbox;
  @Inject Clock clock;
  @Inject ImportsConfig config;

  /**
   * What is to be taken in.
   *
   * @param again whether a spec is wanted even if the source is unchanged
   */
  record Wanted(Source source, boolean again) {}

  /**
   * Records that a source is to be taken in.
   *
   * @throws io.homeport.api.ProblemException 404 if the organization has no such app
   */
  Uni<ImportView> request(
      OrganizationId organization, AppId app, Wanted wanted, String by, Cause cause) {
    return transactions.inOrganization(
        organization,
        () ->
            apps.required(app)
                .chain(found -> {
                  ImportRow row = newRow(organization, app, wanted, by);
                  return row.<ImportRow>persist()
                      .call(saved ->
                          work.enqueue(
                              organization, ImportWorker.KIND, saved.id, app.toString(), cause));
                })
                .map(ImportView::of));
  }

  /**
   * What was pushed.
   *
   * @param isDefault whether it is the repository's default branch
   * @param beside whether it is imported also where it is not the branch that the app is of
   */
  public record Pushed(AppId app, String branch, boolean isDefault, boolean beside, String by) {

    private boolean isOwn(ImportRow recorded) {
      return recorded.sourceRef == null ? isDefault : branch.equals(recorded.sourceRef);
    }
  }

  /**
   * In the current transaction: imports an app's recorded source again, as what was pushed.
   *
   * @return empty if that branch is not imported, or the app came from no repository
   */
  public Uni<Optional<ImportId>> pushed(OrganizationId organization, Pushed pushed) {
    AppId app = pushed.app();
    return recorded(app)
        .chain(recorded -> {
          if (recorded == null || !pushed.beside() && !pushed.isOwn(recorded)) {
            return Uni.createFrom().item(Optional.empty());
          }
          ImportRow row =
              newRow(organization, app, new Wanted(source(recorded), false), pushed.by());
          row.sourceRef = pushed.branch();
          row.beside = !pushed.isOwn(recorded);
          return row.<ImportRow>persist()
              .call(saved ->
                  work.enqueue(
                      organization, ImportWorker.KIND, saved.id, app.toString(), Cause.fresh()))
              .map(saved -> Optional.of(new ImportId(saved.id)));
        });
  }

  /**
   * In the current transaction: tells that a branch was deleted, or its pull request closed.
   *
   * @return false if it is the branch that the app is imported from, or the app came from no
   *     repository: then nothing is told
   */
  public Uni<Boolean> closed(OrganizationId organization, Pushed last) {
    return recorded(last.app())
        .chain(recorded ->
            recorded == null || last.isOwn(recorded)
                ? Uni.createFrom().item(false)
                : apps.required(last.app())
                    .chain(app ->
                        outbox.publish(
                            organization,
                            new BranchClosed(last.app(), app.name, last.branch(), clock.instant()),
                            Cause.fresh()))
                    .replaceWith(true));
  }

  /** The last import of the app itself from a repository. */
  private static Uni<@Nullable ImportRow> recorded(AppId app) {
    return ImportRow.<ImportRow>find(
            "appId = ?1 and sourceKind = ?2 and state = ?3 and not beside order by id desc",
            app.value(),
            ImportRow.GIT,
            ImportRow.COMPLETED)
        .firstResult();
  }

  /** 404 unless the organization has the app; asked before a large upload is read. */
  Uni<Void> requireApp(OrganizationId organization, AppId app) {
    return transactions.inOrganization(organization, () -> apps.required(app)).replaceWithVoid();
  }

  Uni<ImportView> get(OrganizationId organization, ImportId id) {
    return transactions.inOrganization(organization, () -> required(id)).map(ImportView::of);
  }

  Uni<Page<ImportView>> list(OrganizationId organization, AppId app, Cursor cursor, int limit) {
    return transactions.inOrganization(
        organization,
        () ->
            apps.required(app)
                .chain(() ->
                    ImportRow.<ImportRow>find(
                            "appId = ?1 and id < ?2 order by id desc", app.value(), cursor.after())
                        .range(0, limit)
                        .list())
                .map(rows -> Page.of(rows, limit, row -> row.id, ImportView::of)));
  }

  /** What a worker is to do; fails if somebody has ended the import already. */
  Uni<Import.Requested> requested(OrganizationId organization, ImportId id) {
    return transactions.inOrganization(
        organization,
        () ->
            required(id)
                .chain(
                    row -> apps.required(new AppId(row.appId)).map(app -> toRequested(row, app))));
  }

  /** The newest completed import of the same app, or of the same branch beside it, or null. */
  Uni<Import.@Nullable Earlier> newest(OrganizationId organization, ImportId like) {
    return transactions.inOrganization(
        organization,
        () ->
            required(like)
                .chain(row ->
                    ImportRow.<ImportRow>find(
                            "appId = ?1 and state = ?2 and beside = ?3"
                                + " and (not beside or sourceRef = ?4) order by id desc",
                            row.appId,
                            ImportRow.COMPLETED,
                            row.beside,
                            row.sourceRef)
                        .<ImportRow>firstResult())
                .map(row -> row == null ? null : toEarlier(row)));
  }

  /** In the worker's transaction. */
  Uni<Void> save(OrganizationId organization, Import.Completed done, Cause cause) {
    return required(done.id())
        .chain(row -> end(row, done.app(), done.taken(), done.at()))
        .chain(() -> outbox.publish(organization, done.event(), cause));
  }

  /** In the worker's transaction. */
  Uni<Void> save(OrganizationId organization, Import.Unchanged unchanged, Cause cause) {
    return required(unchanged.id())
        .invoke(row -> row.unchangedSince = unchanged.since().value())
        .chain(row -> end(row, unchanged.app(), unchanged.taken(), unchanged.at()))
        .chain(() -> outbox.publish(organization, unchanged.event(), cause));
  }

  private Uni<AppRow> end(ImportRow row, AppId app, Import.Taken taken, Instant at) {
    row.state = ImportRow.COMPLETED;
    row.endedAt = at;
    row.snapshot = taken.snapshot().tree().toString();
    row.archive = taken.snapshot().archive().toString();
    row.files = taken.snapshot().files();
    row.bytes = taken.snapshot().bytes();
    row.set(taken.origin());
    row.builder = taken.recognition().builder().toString();
    row.evidence = String.join("\n", taken.recognition().evidence());
    row.inventory = taken.inventory().json();
    row.warnings = String.join("\n", taken.warnings());
    return apps.required(app)
        .invoke(found -> found.builder = taken.recognition().builder().toString());
  }

  /** In the worker's transaction. */
  Uni<Void> save(OrganizationId organization, Import.Failed failed, Cause cause) {
    return required(failed.id())
        .invoke(row -> {
          row.state = ImportRow.FAILED;
          row.endedAt = failed.at();
          row.failureActor = failed.why().actor().name();
          row.failureWhat = failed.why().what();
          row.failureRemedy = failed.why().remedy();
        })
        .chain(() -> outbox.publish(organization, failed.event(), cause));
  }

  private ImportRow newRow(OrganizationId organization, AppId app, Wanted wanted, String by) {
    ImportRow row = new ImportRow();
    row.id = ImportId.next().value();
    row.organizationId = organization.value();
    row.appId = app.value();
    row.state = ImportRow.REQUESTED;
    row.requestedBy = by;
    row.requestedAt = clock.instant();
    row.again = wanted.again();
    switch (wanted.source()) {
      case Source.Git git -> {
        row.sourceKind = ImportRow.GIT;
        row.source = git.url().toString();
        row.sourceRef = git.ref();
        row.sourcePath = git.path();
      }
      case Source.Archive archive -> {
        row.sourceKind = ImportRow.ARCHIVE;
        row.source = archive.upload().toString();
        row.set(archive.origin());
      }
    }
    return row;
  }

  Import.Requested toRequested(ImportRow row, AppRow app) {
    return new Import.Requested(
        new ImportId(row.id), new AppId(app.id), app.name, source(row), row.again);
  }

  private Source source(ImportRow row) {
    if (row.sourceKind.equals(ImportRow.ARCHIVE)) {
      return new Source.Archive(Digest.parse(row.source), row.origin());
    }
    try {
      return new Source.Git(
          GitUrl.parse(row.source, config.imports().allowPrivateAddresses()),
          row.sourceRef,
          row.sourcePath);
    } catch (GitUrl.Refused e) {
      throw new IllegalStateException("only accepted URLs are recorded", e);
    }
  }

  private static Import.Earlier toEarlier(ImportRow row) {
    return new Import.Earlier(
        new ImportId(row.unchangedSince == null ? row.id : row.unchangedSince),
        new Snapshot(
            Digest.parse(ImportRow.ofCompleted(row.snapshot)),
            Digest.parse(ImportRow.ofCompleted(row.archive)),
            ImportRow.ofCompleted(row.files),
            ImportRow.ofCompleted(row.bytes)));
  }

  private static Uni<ImportRow> required(ImportId id) {
    return ImportRow.<ImportRow>findById(id.value())
        .onItem()
        .ifNull()
        .failWith(() -> Problems.notFound("import", id));
  }
}
