package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.EnvironmentId;
import java.time.Instant;

/** A deployment waited, and a newer one of its environment took its place. */
@EventType(
    name = "deployment.superseded",
    topic = Topic.DEPLOYMENTS,
    about = "A deployment waited, and a newer one of its environment took its place.")
public record DeploymentSuperseded(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The deployment that waited.") DeploymentId deploymentId,
    @JsonPropertyDescription("Into which environment.") EnvironmentId environmentId,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("The name of the environment.") String environment,
    @JsonPropertyDescription("The deployment that took its place.") DeploymentId supersededBy,
    @JsonPropertyDescription("When.") Instant supersededAt)
    implements DeploymentEvent {}
