package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.contracts.ImportId;
import io.homeport.contracts.source.Format;
import io.homeport.contracts.source.Framework;
import io.homeport.contracts.source.MissingPart;
import io.homeport.contracts.source.Packages;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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
    @JsonPropertyDescription("When.") Instant completedAt,
    @JsonPropertyDescription("Which of the builder's formats it has; absent if none is known.")
        Optional<Format> format,
    @JsonPropertyDescription("What its parts are made with.") List<Framework> frameworks,
    @JsonPropertyDescription("How the packages of its folders are to be installed.")
        List<Packages> packages,
    @JsonPropertyDescription("What it needs and does not hold.") List<MissingPart> missing,
    @JsonPropertyDescription("The branch or tag it was of; absent if nobody said.")
        Optional<String> ref)
    implements ImportEvent {

  /** Events of earlier versions lack the lists and the ref. */
  public ImportCompleted {
    frameworks = List.copyOf(Objects.requireNonNullElse(frameworks, List.of()));
    packages = List.copyOf(Objects.requireNonNullElse(packages, List.of()));
    missing = List.copyOf(Objects.requireNonNullElse(missing, List.of()));
    ref = Objects.requireNonNullElse(ref, Optional.empty());
  }
}
