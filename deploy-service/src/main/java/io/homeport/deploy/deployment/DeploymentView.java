package io.homeport.deploy.deployment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.SpecId;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.deploy.release.Release;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A deployment as the API shows it.
 *
 * @param state what it is doing, or how it ended: {@code live} while it serves, {@value #REPLACED}
 *     once a later one does
 * @param rollback whether it brings back an earlier release
 * @param release what it puts into the environment, once that is known
 * @param releaseNumber the release's number within the app
 * @param url where the app is reached
 * @param switchedAt when requests began to go to the release
 * @param steps what it does, in order, and what came of each; none for a deployment of long ago
 * @param migrations what was applied to the database, in one line
 * @param warnings what did not work and did not stop it, one line each
 * @param supersededBy the newer deployment that took its place while it waited
 * @param canceledBy who called it off
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeploymentView(
    DeploymentId id,
    AppId app,
    EnvironmentId environment,
    String environmentName,
    @Schema(
            enumeration = {
              "queued",
              "building",
              "migrating",
              "starting",
              "switching",
              "live",
              REPLACED,
              "failed",
              "superseded",
              "canceled"
            })
        String state,
    boolean rollback,
    @Nullable SpecId spec,
    @Nullable ReleaseId release,
    @Nullable Integer releaseNumber,
    URI url,
    String requestedBy,
    Instant requestedAt,
    @Nullable Instant startedAt,
    @Nullable Instant switchedAt,
    @Nullable Instant endedAt,
    List<Checklist.Item> steps,
    @Nullable String migrations,
    List<String> warnings,
    @Nullable DeploymentId supersededBy,
    @Nullable String canceledBy,
    @Nullable Failure failure) {

  /** It was live, and a later deployment of the environment is. */
  static final String REPLACED = "replaced";

  /**
   * @param serving the environment's latest deployment that was live; null if none was
   */
  static DeploymentView of(
      DeploymentRow row,
      EnvironmentRow environment,
      URI url,
      @Nullable Release release,
      @Nullable UUID serving) {
    return new DeploymentView(
        new DeploymentId(row.id),
        new AppId(row.appId),
        new EnvironmentId(row.environmentId),
        environment.name,
        row.state.equals(DeploymentRow.LIVE) && !row.id.equals(serving) ? REPLACED : row.state,
        row.rollback,
        row.specId == null ? null : new SpecId(row.specId),
        row.releaseId == null ? null : new ReleaseId(row.releaseId),
        release == null ? null : release.number(),
        url,
        row.requestedBy,
        row.requestedAt,
        row.startedAt,
        row.switchedAt,
        row.endedAt,
        Checklist.read(row.checklist).items(),
        row.migrations,
        row.warnings == null || row.warnings.isEmpty() ? List.of() : row.warnings.lines().toList(),
        row.supersededBy == null ? null : new DeploymentId(row.supersededBy),
        row.canceledBy,
        row.failure());
  }
}
