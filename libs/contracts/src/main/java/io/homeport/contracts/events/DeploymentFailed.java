package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import java.time.Instant;

/** A deployment ended without its release being live; what served before still serves. */
@EventType(
    name = "deployment.failed",
    topic = Topic.DEPLOYMENTS,
    about = "A deployment ended without its release being live; what served before still serves.")
public record DeploymentFailed(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The deployment.") DeploymentId deploymentId,
    @JsonPropertyDescription("Into which environment.") EnvironmentId environmentId,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("The name of the environment.") String environment,
    @JsonPropertyDescription("Whether it was to bring back an earlier release.") boolean rollback,
    @JsonPropertyDescription("Why, and what to do.") Failure failure,
    @JsonPropertyDescription("When.") Instant failedAt)
    implements DeploymentEvent {}
