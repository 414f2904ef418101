package io.homeport.deploy.approvedspec;

import io.homeport.api.ProblemException;
import io.homeport.api.Problems;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.ImportId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.SpecId;
import io.homeport.contracts.events.ImportCompleted;
import io.homeport.contracts.events.SpecApproved;
import io.homeport.contracts.events.SpecDrafted;
import io.homeport.contracts.events.SpecRejected;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Apps and specs as events tell of them. Every method runs in the current transaction. */
@ApplicationScoped
public class ApprovedSpecs {
  private static final String HEADS = "refs/heads/";

  /** Notes that an app exists. */
  Uni<Void> heardOf(OrganizationId organization, AppId app, String name) {
    return AppRow.<AppRow>findById(app.value())
        .chain(found -> {
          AppRow row = found == null ? new AppRow() : found;
          row.id = app.value();
          row.organizationId = organization.value();
          row.name = name;
          return row.<AppRow>persist();
        })
        .replaceWithVoid();
  }

  /** Notes an app's import, and of which branch it was; null where nobody said. */
  Uni<@Nullable SourceRow> imported(OrganizationId organization, ImportCompleted done) {
    return heardOf(organization, done.app(), done.appName())
        .chain(() ->
            done.ref()
                .map(ref -> {
                  var row = new SourceRow();
                  row.importId = done.importId().value();
                  row.organizationId = organization.value();
                  row.appId = done.app().value();
                  row.snapshot = done.snapshot().toString();
                  row.ref = branchOf(ref);
                  row.importedAt = done.completedAt();
                  return row.<SourceRow>persist();
                })
                .orElseGet(() -> Uni.createFrom().nullItem()));
  }

  static String branchOf(String ref) {
    return ref.startsWith(HEADS) ? ref.substring(HEADS.length()) : ref;
  }

  /** Notes that what was imported from a branch until now is wanted no more. */
  Uni<Void> closed(AppId app, String branch) {
    return SourceRow.update(
            "closed = true where appId = ?1 and ref = ?2", app.value(), branchOf(branch))
        .replaceWithVoid();
  }

  /**
   * The branch or tag that a spec's source was imported from; empty where nobody said, and where it
   * was closed since.
   */
  public Uni<Optional<String>> refOf(SpecApproved spec) {
    return spec.importId()
        .map(id -> SourceRow.<SourceRow>findById(id.value()))
        .orElseGet(() ->
            SourceRow.<SourceRow>find(
                    "appId = ?1 and snapshot = ?2 order by importedAt desc",
                    spec.app().value(),
                    spec.snapshot().toString())
                .firstResult())
        .map(
            row -> Optional.ofNullable(row).filter(found -> !found.closed).map(found -> found.ref));
  }

  Uni<Void> drafted(OrganizationId organization, SpecDrafted spec) {
    return heardOf(organization, spec.app(), spec.appName())
        .chain(() -> rowOf(organization, spec.app(), spec.specId(), spec.version()))
        .invoke(row -> {
          row.importId = spec.importId().map(ImportId::value).orElse(null);
          row.snapshot = spec.snapshot().toString();
          row.archive = spec.archive().toString();
          row.document = spec.document().toString();
        })
        .chain(row -> row.<SpecRow>persist())
        .replaceWithVoid();
  }

  Uni<Void> approved(OrganizationId organization, SpecApproved spec) {
    return heardOf(organization, spec.app(), spec.appName())
        .chain(() -> rowOf(organization, spec.app(), spec.specId(), spec.version()))
        .invoke(row -> {
          row.state = SpecRow.APPROVED;
          row.importId = spec.importId().map(ImportId::value).orElse(row.importId);
          row.snapshot = spec.snapshot().toString();
          row.archive = spec.archive().toString();
          row.document = spec.document().toString();
          row.decidedBy = spec.approvedBy();
          row.decidedAt = spec.approvedAt();
        })
        .chain(row -> row.<SpecRow>persist())
        .replaceWithVoid();
  }

  Uni<Void> rejected(OrganizationId organization, SpecRejected spec) {
    return heardOf(organization, spec.app(), spec.appName())
        .chain(() -> rowOf(organization, spec.app(), spec.specId(), spec.version()))
        .invoke(row -> {
          row.state = SpecRow.REJECTED;
          row.decidedBy = spec.rejectedBy();
          row.decidedAt = spec.rejectedAt();
        })
        .chain(row -> row.<SpecRow>persist())
        .replaceWithVoid();
  }

  /**
   * The app.
   *
   * @throws ProblemException 404 if the organization has no such app
   */
  public Uni<AppRow> requiredApp(AppId app) {
    return AppRow.<AppRow>findById(app.value())
        .onItem()
        .ifNull()
        .failWith(() -> Problems.notFound("app", app));
  }

  /** The app, which nobody else locks until the current transaction ends. */
  public Uni<AppRow> lockedApp(AppId app) {
    return AppRow.<AppRow>findById(app.value(), LockModeType.PESSIMISTIC_WRITE)
        .onItem()
        .ifNull()
        .failWith(() -> Problems.notFound("app", app));
  }

  /**
   * The spec to deploy: the one asked for, or the newest approved one.
   *
   * @param preview the branch that is previewed; null for the app itself, to which specs of
   *     previews do not belong
   * @throws ProblemException 409 if it is not approved, naming the draft that waits; 404 if the app
   *     has no such spec
   */
  public Uni<ApprovedSpec> toDeploy(AppId app, @Nullable SpecId wanted, @Nullable String preview) {
    return wanted == null ? newest(app, preview) : byId(app, wanted);
  }

  /** The document of a spec; empty where that is not known. */
  public Uni<Optional<Digest>> document(AppId app, SpecId spec) {
    return SpecRow.<SpecRow>find("id = ?1 and appId = ?2", spec.value(), app.value())
        .firstResult()
        .map(row -> Optional.ofNullable(row).map(found -> found.document).map(Digest::parse));
  }

  /**
   * The document of the newest approved spec.
   *
   * @param preview the branch that is previewed; null for the app itself
   */
  public Uni<Optional<Digest>> newestDocument(AppId app, @Nullable String preview) {
    return specs(app, preview)
        .map(specs ->
            specs.stream()
                .filter(spec -> spec.state.equals(SpecRow.APPROVED))
                .findFirst()
                .map(found -> found.document)
                .map(Digest::parse));
  }

  /** Newest first. */
  private static Uni<List<SpecRow>> specs(AppId app, @Nullable String preview) {
    return preview == null
        ? SpecRow.list(
            "appId = ?1 and (importId is null or importId not in"
                + " (select importId from SourceRow where appId = ?1 and forPreview))"
                + " order by version desc",
            app.value())
        : SpecRow.list(
            "appId = ?1 and importId in (select importId from SourceRow where appId = ?1 and ref = ?2)"
                + " order by version desc",
            app.value(),
            preview);
  }

  private static Uni<ApprovedSpec> newest(AppId app, @Nullable String preview) {
    return specs(app, preview)
        .map(specs ->
            specs.stream()
                .filter(spec -> spec.state.equals(SpecRow.APPROVED))
                .findFirst()
                .map(ApprovedSpecs::toSpec)
                .orElseThrow(() ->
                    notApproved(
                        specs.stream()
                            .filter(spec -> spec.state.equals(SpecRow.DRAFTED))
                            .findFirst()
                            .orElse(null))));
  }

  private static Uni<ApprovedSpec> byId(AppId app, SpecId wanted) {
    return SpecRow.<SpecRow>find("id = ?1 and appId = ?2", wanted.value(), app.value())
        .firstResult()
        .onItem()
        .ifNull()
        .failWith(() -> Problems.notFound("spec", wanted))
        .map(spec -> {
          if (!spec.state.equals(SpecRow.APPROVED)) {
            throw spec.state.equals(SpecRow.DRAFTED) ? waits(spec) : wasRejected(spec);
          }
          return toSpec(spec);
        });
  }

  private static ProblemException notApproved(@Nullable SpecRow draft) {
    return draft == null
        ? Problems.conflict(
            "spec-not-approved",
            "The app has no approved spec, and no draft waits for approval.",
            "Import the app's source; its spec is drafted then.")
        : Problems.conflict(
            "spec-not-approved",
            "The app has no approved spec; version %d (%s) waits for approval."
                .formatted(draft.version, draft.id),
            "Approve it with POST /api/v1/specs/%s/approval.".formatted(draft.id));
  }

  private static ProblemException waits(SpecRow draft) {
    return Problems.conflict(
        "spec-not-approved",
        "Version %d of the spec (%s) waits for approval.".formatted(draft.version, draft.id),
        "Approve it with POST /api/v1/specs/%s/approval, or deploy an approved version."
            .formatted(draft.id));
  }

  private static ProblemException wasRejected(SpecRow spec) {
    return Problems.conflict(
        "spec-rejected",
        "Version %d of the spec was rejected by %s.".formatted(spec.version, spec.decidedBy),
        "Deploy an approved version.");
  }

  private static ApprovedSpec toSpec(SpecRow row) {
    return new ApprovedSpec(
        new SpecId(row.id),
        new AppId(row.appId),
        row.version,
        Digest.parse(row.snapshot),
        Digest.parse(row.archive),
        Optional.ofNullable(row.document).map(Digest::parse));
  }

  private static Uni<SpecRow> rowOf(
      OrganizationId organization, AppId app, SpecId spec, int version) {
    return SpecRow.<SpecRow>findById(spec.value())
        .map(found -> {
          if (found != null) {
            return found;
          }
          SpecRow row = new SpecRow();
          row.id = spec.value();
          row.organizationId = organization.value();
          row.appId = app.value();
          row.version = version;
          row.state = SpecRow.DRAFTED;
          return row;
        });
  }
}
