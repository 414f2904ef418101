package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.ImportId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** A source was taken in again and is the one that is there already: there is nothing to do. */
@EventType(
    name = "import.unchanged",
    topic = Topic.IMPORTS,
    about = "A source was taken in again and is the one that is there already.")
public record ImportUnchanged(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The import.") ImportId importId,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("The import that brought the same source.") ImportId unchangedSince,
    @JsonPropertyDescription("Digest of the source tree.") Digest snapshot,
    @JsonPropertyDescription("When.") Instant completedAt,
    @JsonPropertyDescription("The branch or tag it was of; absent if nobody said.")
        Optional<String> ref)
    implements ImportEvent {

  /** Events of earlier versions lack the ref. */
  public ImportUnchanged {
    ref = Objects.requireNonNullElse(ref, Optional.empty());
  }
}
