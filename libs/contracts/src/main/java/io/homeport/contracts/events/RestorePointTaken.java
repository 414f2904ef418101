package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.EnvironmentId;
import java.time.Instant;

/** The backup that a deployment waits for is stored; a drill that proves it follows. */
@EventType(
    name = "restorepoint.taken",
    topic = Topic.BACKUPS,
    about = "The backup that a deployment waits for is stored; a drill that proves it follows.")
public record RestorePointTaken(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The deployment that waits.") DeploymentId deploymentId,
    @JsonPropertyDescription("The backup.") BackupId backupId,
    @JsonPropertyDescription("Of which environment.") EnvironmentId environmentId,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("The name of the environment.") String environment,
    @JsonPropertyDescription("The instant of the snapshot.") Instant takenAt,
    @JsonPropertyDescription("How many rows it holds.") long rows)
    implements BackupEvent {}
