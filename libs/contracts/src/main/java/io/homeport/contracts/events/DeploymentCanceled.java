package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.EnvironmentId;
import java.time.Instant;

/** Somebody called a deployment off before it changed anything in its environment. */
@EventType(
    name = "deployment.canceled",
    topic = Topic.DEPLOYMENTS,
    about = "Somebody called a deployment off before it changed anything in its environment.")
public record DeploymentCanceled(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The deployment.") DeploymentId deploymentId,
    @JsonPropertyDescription("Into which environment.") EnvironmentId environmentId,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("The name of the environment.") String environment,
    @JsonPropertyDescription("Who called it off.") String canceledBy,
    @JsonPropertyDescription("When.") Instant canceledAt)
    implements DeploymentEvent {}
