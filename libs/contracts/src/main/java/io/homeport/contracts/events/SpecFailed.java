package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.SpecId;
import java.time.Instant;

/** No specification could be written from a snapshot. */
@EventType(
    name = "spec.failed",
    topic = Topic.SPECS,
    about = "No specification could be written from a snapshot.")
public record SpecFailed(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The spec.") SpecId specId,
    @JsonPropertyDescription("Its number within the app.") int version,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("Why, and what to do.") Failure failure,
    @JsonPropertyDescription("When.") Instant failedAt)
    implements SpecEvent {}
