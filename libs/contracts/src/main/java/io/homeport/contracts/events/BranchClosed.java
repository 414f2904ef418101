package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import java.time.Instant;

/** Nobody works on a branch any more: it was deleted, or its pull request was closed. */
@EventType(
    name = "branch.closed",
    topic = Topic.IMPORTS,
    about = "A branch of an app was deleted, or its pull request was closed.")
public record BranchClosed(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("The branch.") String branch,
    @JsonPropertyDescription("When this became known.") Instant closedAt)
    implements ImportEvent {}
