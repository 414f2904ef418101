package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.ReleaseId;
import java.net.URI;
import java.time.Instant;

/** A request through the door was answered by the release. */
@EventType(
    name = "deployment.live",
    topic = Topic.DEPLOYMENTS,
    about = "A request through the door was answered by the release.")
public record DeploymentLive(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The deployment.") DeploymentId deploymentId,
    @JsonPropertyDescription("Into which environment.") EnvironmentId environmentId,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("The name of the environment.") String environment,
    @JsonPropertyDescription("The release.") ReleaseId releaseId,
    @JsonPropertyDescription("Its number within the app.") int releaseNumber,
    @JsonPropertyDescription("Whether it brought back an earlier release.") boolean rollback,
    @JsonPropertyDescription("Where it is reached.") URI url,
    @JsonPropertyDescription("When.") Instant liveAt)
    implements DeploymentEvent {}
