package io.homeport.deploy.environment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.contracts.AppId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.ReleaseId;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An environment as the API shows it.
 *
 * @param state {@code provisioning}, {@code ready}, {@code failed}, {@code removing} or {@code
 *     removed}
 * @param url where its app is reached
 * @param database the name of its database in the cluster of apps
 * @param release the release that serves
 * @param previousRelease the release that a rollback brings back
 * @param preview what a branch's preview is of; absent if it is none
 * @param sleepAfterMinutes how long without a request until its backend is stopped, until the next
 *     request; 0 for never
 * @param maxBodyBytes the largest body of a request to its backend; 0 for the installation's usual
 * @param backend how its backend is; absent where none is needed or none was looked at yet
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EnvironmentView(
    EnvironmentId id,
    AppId app,
    String appName,
    String name,
    String state,
    URI url,
    String database,
    @Nullable ReleaseId release,
    @Nullable ReleaseId previousRelease,
    String createdBy,
    Instant createdAt,
    @Nullable Instant readyAt,
    @Nullable Preview preview,
    int sleepAfterMinutes,
    long maxBodyBytes,
    @Nullable BackendView backend,
    @Nullable Failure failure) {

  /**
   * What a preview is of.
   *
   * @param from the environment that its database is a copy of
   * @param expiresAt when it is removed, unless its branch is pushed to before
   */
  public record Preview(String branch, EnvironmentId from, Instant expiresAt) {

    static @Nullable Preview of(EnvironmentRow row) {
      return row.previewBranch == null || row.previewOf == null || row.expiresAt == null
          ? null
          : new Preview(row.previewBranch, new EnvironmentId(row.previewOf), row.expiresAt);
    }
  }

  static EnvironmentView of(EnvironmentRow row, URI url, @Nullable BackendView backend) {
    return new EnvironmentView(
        new EnvironmentId(row.id),
        new AppId(row.appId),
        row.appName,
        row.name,
        row.state,
        url,
        row.databaseName,
        row.currentReleaseId == null ? null : new ReleaseId(row.currentReleaseId),
        row.previousReleaseId == null ? null : new ReleaseId(row.previousReleaseId),
        row.createdBy,
        row.createdAt,
        row.readyAt,
        Preview.of(row),
        row.sleepAfterMinutes,
        row.maxBodyBytes,
        backend,
        row.failure());
  }
}
