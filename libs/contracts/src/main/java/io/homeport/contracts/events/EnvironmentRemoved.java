package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.EnvironmentId;
import java.time.Instant;

/** An environment and its database are gone. */
@EventType(
    name = "environment.removed",
    topic = Topic.DEPLOYMENTS,
    about = "An environment and its database are gone.")
public record EnvironmentRemoved(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The environment.") EnvironmentId environmentId,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("Its name.") String environment,
    @JsonPropertyDescription("When.") Instant removedAt)
    implements DeploymentEvent {}
