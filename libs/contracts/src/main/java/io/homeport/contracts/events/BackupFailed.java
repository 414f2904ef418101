package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** A backup could not be taken, stored or proven. */
@EventType(
    name = "backup.failed",
    topic = Topic.BACKUPS,
    about = "A backup could not be taken, stored or proven.")
public record BackupFailed(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The backup.") BackupId backupId,
    @JsonPropertyDescription("Of which environment.") EnvironmentId environmentId,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("The name of the environment.") String environment,
    @JsonPropertyDescription("Why, and what to do.") Failure failure,
    @JsonPropertyDescription("When.") Instant failedAt,
    @JsonPropertyDescription(
            "The deployment that wanted it before it changes the database; absent if none did.")
        Optional<DeploymentId> deploymentId)
    implements BackupEvent {

  /** Events of earlier versions do not say. */
  public BackupFailed {
    deploymentId = Objects.requireNonNullElse(deploymentId, Optional.empty());
  }
}
