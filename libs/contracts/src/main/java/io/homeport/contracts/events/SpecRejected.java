package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.SpecId;
import java.time.Instant;

/** A person rejected a specification. */
@EventType(
    name = "spec.rejected",
    topic = Topic.SPECS,
    about = "A person rejected a specification.")
public record SpecRejected(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The spec.") SpecId specId,
    @JsonPropertyDescription("Its number within the app.") int version,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("Who rejected it.") String rejectedBy,
    @JsonPropertyDescription("Why.") String reason,
    @JsonPropertyDescription("When.") Instant rejectedAt)
    implements SpecEvent {}
