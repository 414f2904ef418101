package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import java.time.Instant;

/** What brings an environment back beside its data was written down anew. */
@EventType(
    name = "environment.recorded",
    topic = Topic.DEPLOYMENTS,
    about = "What brings an environment back beside its data was written down anew.")
public record EnvironmentRecorded(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The environment.") EnvironmentId environmentId,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("Its name, such as production.") String environment,
    @JsonPropertyDescription(
            "The object with its keys, variables, release and domains, sealed; the one before is gone.")
        Digest record,
    @JsonPropertyDescription("When.") Instant recordedAt)
    implements DeploymentEvent {}
