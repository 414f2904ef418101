package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.RestoreId;
import java.time.Instant;

/** A backup's data could not be put back; nothing was changed. */
@EventType(
    name = "restore.failed",
    topic = Topic.BACKUPS,
    about = "A backup's data could not be put back; nothing was changed.")
public record RestoreFailed(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The restore.") RestoreId restoreId,
    @JsonPropertyDescription("The backup.") BackupId backupId,
    @JsonPropertyDescription("Of which environment.") EnvironmentId environmentId,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("The name of the environment.") String environment,
    @JsonPropertyDescription("Why, and what to do.") Failure failure,
    @JsonPropertyDescription("When.") Instant failedAt)
    implements BackupEvent {}
