package io.homeport.contracts.events;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.homeport.contracts.AppId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.ImportId;
import io.homeport.contracts.SpecId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** A person or a policy approved a specification: it may be deployed. */
@EventType(
    name = "spec.approved",
    topic = Topic.SPECS,
    about = "A person or a policy approved a specification: it may be deployed.")
public record SpecApproved(
    @JsonPropertyDescription("The app it is about.") AppId app,
    @JsonPropertyDescription("The spec.") SpecId specId,
    @JsonPropertyDescription("Its number within the app, from 1.") int version,
    @JsonPropertyDescription("The name of the app.") String appName,
    @JsonPropertyDescription("The source tree it was written from.") Digest snapshot,
    @JsonPropertyDescription("The object that holds that tree.") Digest archive,
    @JsonPropertyDescription("The object that holds the specification as JSON.") Digest document,
    @JsonPropertyDescription("Who approved it: a user name or the name of a policy.")
        String approvedBy,
    @JsonPropertyDescription("When.") Instant approvedAt,
    @JsonPropertyDescription("The import that brought the source; absent in older events.")
        Optional<ImportId> importId)
    implements SpecEvent {

  /** Events of earlier versions lack the import. */
  public SpecApproved {
    importId = Objects.requireNonNullElse(importId, Optional.empty());
  }
}
