package io.homeport.imports.importing;

import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.api.Problems;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.ImportId;
import io.homeport.contracts.OrganizationId;
import io.homeport.imports.ImportsConfig;
import io.homeport.imports.app.AppRow;
import io.homeport.imports.app.Apps;
import io.homeport.imports.git.GitUrl;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.WorkQueue;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;

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
   * Records that a source is to be taken in.
   *
   * @throws io.homeport.api.ProblemException 404 if the organization has no such app
   */
  Uni<ImportView> request(
      OrganizationId organization, AppId app, Source source, String by, Cause cause) {
    return transactions.inOrganization(
        organization,
        () ->
            apps.required(app)
                .chain(found -> {
                  ImportRow row = newRow(organization, app, source, by);
                  return row.<ImportRow>persist()
                      .call(saved ->
                          work.enqueue(
                              organization, ImportWorker.KIND, saved.id, app.toString(), cause));
                })
                .map(ImportView::of));
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

  /** In the worker's transaction. */
  Uni<Void> save(OrganizationId organization, Import.Completed done, Cause cause) {
    return required(done.id())
        .chain(row -> {
          row.state = ImportRow.COMPLETED;
          row.endedAt = done.at();
          row.snapshot = done.taken().snapshot().tree().toString();
          row.archive = done.taken().snapshot().archive().toString();
          row.files = done.taken().snapshot().files();
          row.bytes = done.taken().snapshot().bytes();
          row.commitId = done.taken().commit();
          row.builder = done.taken().recognition().builder().toString();
          row.evidence = String.join("\n", done.taken().recognition().evidence());
          row.warnings = String.join("\n", done.taken().warnings());
          return apps.required(done.app());
        })
        .invoke(app -> app.builder = done.taken().recognition().builder().toString())
        .chain(() -> outbox.publish(organization, done.event(), cause));
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

  private ImportRow newRow(OrganizationId organization, AppId app, Source source, String by) {
    ImportRow row = new ImportRow();
    row.id = ImportId.next().value();
    row.organizationId = organization.value();
    row.appId = app.value();
    row.state = ImportRow.REQUESTED;
    row.requestedBy = by;
    row.requestedAt = clock.instant();
    switch (source) {
      case Source.Git git -> {
        row.sourceKind = ImportRow.GIT;
        row.source = git.url().toString();
        row.sourceRef = git.ref();
      }
      case Source.Archive archive -> {
        row.sourceKind = ImportRow.ARCHIVE;
        row.source = archive.upload().toString();
      }
    }
    return row;
  }

  Import.Requested toRequested(ImportRow row, AppRow app) {
    return new Import.Requested(new ImportId(row.id), new AppId(app.id), app.name, source(row));
  }

  private Source source(ImportRow row) {
    if (row.sourceKind.equals(ImportRow.ARCHIVE)) {
      return new Source.Archive(Digest.parse(row.source));
    }
    try {
      return new Source.Git(
          GitUrl.parse(row.source, config.imports().allowPrivateAddresses()), row.sourceRef);
    } catch (GitUrl.Refused e) {
      throw new IllegalStateException("only accepted URLs are recorded", e);
    }
  }

  private static Uni<ImportRow> required(ImportId id) {
    return ImportRow.<ImportRow>findById(id.value())
        .onItem()
        .ifNull()
        .failWith(() -> Problems.notFound("import", id));
  }
}
