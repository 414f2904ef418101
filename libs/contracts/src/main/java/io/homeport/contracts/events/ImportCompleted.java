package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.contracts.ImportId;
import java.time.Instant;

/** The source of an app was taken in and stored as a snapshot. */
@EventType(
    name = "import.completed",
    topic = Topic.IMPORTS,
    about = "The source of an app was taken in and stored as a snapshot.")
public record ImportCompleted(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The import.") ImportId importId,
    @JsonPropertyDescription("The name of the app, unique in its organization.") String appName,
    @JsonPropertyDescription("Digest of the source tree: what the snapshot is known by.")
        Digest snapshot,
    @JsonPropertyDescription("The object that holds the tree as a zstd-compressed tar.")
        Digest archive,
    @JsonPropertyDescription("What generated the app.") Builder builder,
    @JsonPropertyDescription("How many files the tree has.") int files,
    @JsonPropertyDescription("How many bytes they have in all.") long bytes,
    @JsonPropertyDescription("When.") Instant completedAt)
    implements ImportEvent {}
