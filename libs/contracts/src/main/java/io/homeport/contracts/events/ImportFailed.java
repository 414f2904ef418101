package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.ImportId;
import java.time.Instant;

/** An import ended without a snapshot. */
@EventType(
    name = "import.failed",
    topic = Topic.IMPORTS,
    about = "An import ended without a snapshot.")
public record ImportFailed(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The import.") ImportId importId,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("Why, and what to do.") Failure failure,
    @JsonPropertyDescription("When.") Instant failedAt)
    implements ImportEvent {}
