package io.homeport.deploy.release;

import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.api.Problems;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.SpecId;
import io.homeport.deploy.approvedspec.ApprovedSpec;
import io.homeport.deploy.approvedspec.ApprovedSpecs;
import io.homeport.deploy.build.BuildManifest;
import io.homeport.deploy.migration.SchemaVersion;
import io.homeport.messaging.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Releases and the builds they are made of. */
@ApplicationScoped
public class Releases {

  @Inject Transactions transactions;
  @Inject ApprovedSpecs specs;
  @Inject Clock clock;

  /**
   * In the current transaction: the release made from a spec, if it was made.
   *
   * @param variables the version of variables it runs with; null for none
   */
  public Uni<Optional<Release>> ofSpec(SpecId spec, @Nullable UUID variables) {
    var found =
        variables == null
            ? ReleaseRow.<ReleaseRow>find("specId = ?1 and variableSetId is null", spec.value())
            : ReleaseRow.<ReleaseRow>find(
                "specId = ?1 and variableSetId = ?2", spec.value(), variables);
    return found.firstResult().map(row -> Optional.ofNullable(row).map(Release::of));
  }

  /** In the current transaction: what a snapshot was built into with these settings. */
  public Uni<Optional<Digest>> built(String key) {
    return BuildRow.<BuildRow>find("key", key)
        .firstResult()
        .map(row -> Optional.ofNullable(row).map(found -> Digest.parse(found.manifest)));
  }

  /** In the current transaction: remembers a build, so that it is not repeated. */
  public Uni<Void> remember(OrganizationId organization, String key, Digest manifest) {
    return built(key)
        .chain(known -> {
          if (known.isPresent()) {
            return Uni.createFrom().voidItem();
          }
          BuildRow row = new BuildRow();
          row.id = UUID.randomUUID();
          row.organizationId = organization.value();
          row.key = key;
          row.manifest = manifest.toString();
          row.builtAt = clock.instant();
          return row.<BuildRow>persistAndFlush().replaceWithVoid();
        });
  }

  /** In the current transaction: makes the release of an approved spec, unless it is there. */
  public Uni<Release> make(
      OrganizationId organization,
      ApprovedSpec spec,
      @Nullable UUID variables,
      Digest manifest,
      BuildManifest built,
      SchemaVersion schema) {
    // Two environments may make releases of one app at once: who comes second finds the first's.
    return specs
        .lockedApp(spec.app())
        .chain(() -> ofSpec(spec.id(), variables))
        .chain(known ->
            known
                .map(release -> Uni.createFrom().item(release))
                .orElseGet(() -> {
                  ReleaseRow row = new ReleaseRow();
                  row.id = ReleaseId.next().value();
                  row.organizationId = organization.value();
                  row.appId = spec.app().value();
                  row.specId = spec.id().value();
                  row.specVersion = spec.version();
                  row.snapshot = spec.snapshot().toString();
                  row.runtime = built.runtime();
                  row.manifest = manifest.toString();
                  row.variableSetId = variables;
                  row.migrations = String.join("\n", schema.migrations());
                  row.migrationsDigest = schema.digest().toString();
                  row.createdAt = clock.instant();
                  return ReleaseRow.count("appId", spec.app().value())
                      .chain(count -> {
                        row.number = count.intValue() + 1;
                        return row.<ReleaseRow>persistAndFlush();
                      })
                      .map(Release::of);
                }));
  }

  /** In the current transaction. */
  public Uni<Release> required(ReleaseId id) {
    return ReleaseRow.<ReleaseRow>findById(id.value())
        .onItem()
        .ifNull()
        .failWith(() -> Problems.notFound("release", id))
        .map(Release::of);
  }

  /** In the current transaction: the app's release before another; empty for the first. */
  Uni<Optional<Release>> before(Release release) {
    return ReleaseRow.<ReleaseRow>find(
            "appId = ?1 and number < ?2 order by number desc",
            release.app().value(),
            release.number())
        .firstResult()
        .map(row -> Optional.ofNullable(row).map(Release::of));
  }

  /** In the current transaction: these releases, in no order. */
  public Uni<List<Release>> all(List<UUID> ids) {
    return ids.isEmpty()
        ? Uni.createFrom().item(List.of())
        : ReleaseRow.<ReleaseRow>list("id in ?1", ids)
            .map(rows -> rows.stream().map(Release::of).toList());
  }

  Uni<Page<Release>> list(OrganizationId organization, AppId app, Cursor cursor, int limit) {
    return transactions.inOrganization(
        organization,
        () ->
            specs
                .requiredApp(app)
                .chain(() ->
                    ReleaseRow.<ReleaseRow>find(
                            "appId = ?1 and id < ?2 order by id desc", app.value(), cursor.after())
                        .range(0, limit)
                        .list())
                .map(rows -> Page.of(rows, limit, row -> row.id, Release::of)));
  }
}
