package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.EnvironmentId;
import java.time.Instant;

/** A deployment is about to change a database, and waits until there is a backup of it. */
@EventType(
    name = "restorepoint.requested",
    topic = Topic.DEPLOYMENTS,
    about = "A deployment is about to change a database, and waits until there is a backup of it.")
public record RestorePointRequested(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The deployment that waits.") DeploymentId deploymentId,
    @JsonPropertyDescription("The environment whose database is to be backed up.")
        EnvironmentId environmentId,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("The name of the environment.") String environment,
    @JsonPropertyDescription("When.") Instant requestedAt)
    implements DeploymentEvent {}
