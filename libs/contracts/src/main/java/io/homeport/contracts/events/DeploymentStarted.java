package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.EnvironmentId;
import java.time.Instant;

/** A release is being put into an environment. */
@EventType(
    name = "deployment.started",
    topic = Topic.DEPLOYMENTS,
    about = "A release is being put into an environment.")
public record DeploymentStarted(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The deployment.") DeploymentId deploymentId,
    @JsonPropertyDescription("Into which environment.") EnvironmentId environmentId,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("The name of the environment.") String environment,
    @JsonPropertyDescription("Whether it brings back an earlier release.") boolean rollback,
    @JsonPropertyDescription("When.") Instant startedAt)
    implements DeploymentEvent {}
