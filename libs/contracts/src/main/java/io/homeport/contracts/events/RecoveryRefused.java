package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.RestoreId;
import java.time.Instant;

/** A removed environment cannot be brought back. */
@EventType(
    name = "recovery.refused",
    topic = Topic.DEPLOYMENTS,
    about = "A removed environment cannot be brought back.")
public record RecoveryRefused(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The restore that waits for it.") RestoreId restoreId,
    @JsonPropertyDescription("The environment.") EnvironmentId environmentId,
    @JsonPropertyDescription("Why, and what to do.") Failure failure,
    @JsonPropertyDescription("When.") Instant refusedAt)
    implements DeploymentEvent {}
