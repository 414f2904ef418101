package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.EnvironmentId;
import java.time.Instant;
import java.util.Optional;

/** The schedule of an environment came again and again without a backup that is verified. */
@EventType(
    name = "backups.missed",
    topic = Topic.BACKUPS,
    about =
        "The schedule of an environment came twice since what its last verified backup holds; told"
            + " once until one is verified again.")
public record BackupsMissed(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The environment.") EnvironmentId environmentId,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("The name of the environment.") String environment,
    @JsonPropertyDescription("What the last verified backup holds; absent if there is none.")
        Optional<Instant> lastVerified,
    @JsonPropertyDescription("When it was noticed.") Instant noticedAt)
    implements BackupEvent {}
