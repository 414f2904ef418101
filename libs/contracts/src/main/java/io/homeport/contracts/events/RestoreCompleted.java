package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.RestoreId;
import java.time.Instant;

/** A backup's data is back in a database of its own. */
@EventType(
    name = "restore.completed",
    topic = Topic.BACKUPS,
    about = "A backup's data is back in a database of its own.")
public record RestoreCompleted(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The restore.") RestoreId restoreId,
    @JsonPropertyDescription("The backup.") BackupId backupId,
    @JsonPropertyDescription("Of which environment.") EnvironmentId environmentId,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("The name of the environment.") String environment,
    @JsonPropertyDescription("The new database in the cluster of apps.") String database,
    @JsonPropertyDescription("Whether the environment is to use it from now on.") boolean promote,
    @JsonPropertyDescription("When.") Instant completedAt)
    implements BackupEvent {}
