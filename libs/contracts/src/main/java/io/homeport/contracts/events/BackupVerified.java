package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import java.time.Instant;

/** A backup was restored into a throwaway database and equals what was there when it was taken. */
@EventType(
    name = "backup.verified",
    topic = Topic.BACKUPS,
    about =
        "A backup was restored into a throwaway database and equals what was there when it was taken.")
public record BackupVerified(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The backup.") BackupId backupId,
    @JsonPropertyDescription("Of which environment.") EnvironmentId environmentId,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("The name of the environment.") String environment,
    @JsonPropertyDescription("The instant of the snapshot.") Instant takenAt,
    @JsonPropertyDescription("The stored, encrypted archive.") Digest archive,
    @JsonPropertyDescription("Its size.") long bytes,
    @JsonPropertyDescription("How many tables were compared.") int tables,
    @JsonPropertyDescription("How many rows were compared.") long rows,
    @JsonPropertyDescription("When the comparison ended.") Instant verifiedAt)
    implements BackupEvent {}
