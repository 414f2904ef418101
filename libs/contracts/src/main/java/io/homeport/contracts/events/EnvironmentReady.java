package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.EnvironmentId;
import java.net.URI;
import java.time.Instant;

/** An environment has its database and can take releases. */
@EventType(
    name = "environment.ready",
    topic = Topic.DEPLOYMENTS,
    about = "An environment has its database and can take releases.")
public record EnvironmentReady(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The environment.") EnvironmentId environmentId,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("Its name, such as production.") String environment,
    @JsonPropertyDescription("The name of its database in the cluster of apps.") String database,
    @JsonPropertyDescription("Where its app is reached.") URI url,
    @JsonPropertyDescription("When.") Instant readyAt,
    @JsonPropertyDescription(
            "Whether it is a branch's preview: its data is a copy, and it goes away by itself.")
        boolean preview)
    implements DeploymentEvent {}
