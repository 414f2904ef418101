package io.homeport.deploy.deployment;

import io.homeport.api.Problems;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.ReleaseId;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.deploy.migration.Contraction;
import io.homeport.deploy.migration.Contractions;
import io.homeport.deploy.release.Release;
import io.homeport.deploy.release.Releases;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells before a rollback whether the release can run on the database as it is: rolling back takes
 * nothing out of it, so what newer migrations took away stays away.
 */
@ApplicationScoped
class SchemaGuard {
  private static final int MOST_REASONS = 5;

  @Inject Releases releases;
  @Inject Contractions contractions;

  /**
   * In the current transaction.
   *
   * @throws io.homeport.api.ProblemException 409 with the reasons and the backup to restore instead
   */
  Uni<Void> require(EnvironmentRow environment, ReleaseId release) {
    return unfit(environment, release)
        .invoke(unfit ->
            unfit.ifPresent(why -> {
              throw Problems.conflict("schema-too-new", why.what(), why.remedy());
            }))
        .replaceWithVoid();
  }

  /** In the current transaction: why the release cannot run there; empty if it can. */
  Uni<Optional<Failure>> unfit(EnvironmentRow environment, ReleaseId id) {
    return releases
        .required(id)
        .chain(release ->
            contractions
                .beyond(
                    new EnvironmentId(environment.id), environment.databaseName, release.schema())
                .chain(gone ->
                    gone.isEmpty()
                        ? Uni.createFrom().item(Optional.<Failure>empty())
                        : RestorePoints.before(environment, id)
                            .map(
                                point -> Optional.of(failure(release, gone, point.orElse(null))))));
  }

  static Failure failure(Release release, List<Contraction> gone, @Nullable RestorePointRow point) {
    String reasons =
        gone.stream()
            .limit(MOST_REASONS)
            .map(each -> "migration %s %s".formatted(each.migration(), each.what()))
            .collect(Collectors.joining("; "));
    String more =
        gone.size() > MOST_REASONS ? "; and %d more".formatted(gone.size() - MOST_REASONS) : "";
    return Failure.user(
        "Release %d may not run on the database as it is: %s%s."
            .formatted(release.number(), reasons, more),
        point == null
            ? "There is no restore point from before that. Deploy a release that works with the"
                + " schema, or ask again with anyway, if you know that the release does not need"
                + " what is gone."
            : ("Restore the backup %s of %s, which brings back what served then:"
                    + " homeport restore %s --promote. What was written since then is lost. Or ask"
                    + " again with anyway, if you know that the release does not need what is"
                    + " gone.")
                .formatted(point.backupId, point.takenAt, point.backupId));
  }
}
