package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.RestoreId;
import java.time.Instant;

/** A restore waits for a removed environment to be there again, with its keys and variables. */
@EventType(
    name = "recovery.requested",
    topic = Topic.BACKUPS,
    about =
        "A restore waits for a removed environment to be there again: environment.ready answers, or"
            + " recovery.refused.")
public record RecoveryRequested(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The restore.") RestoreId restoreId,
    @JsonPropertyDescription("The backup.") BackupId backupId,
    @JsonPropertyDescription("The environment.") EnvironmentId environmentId,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("The name of the environment.") String environment,
    @JsonPropertyDescription("The object with its environment record, as it was written then.")
        Digest record,
    @JsonPropertyDescription("When.") Instant requestedAt)
    implements BackupEvent {}
