package io.homeport.contracts.source;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Optional;

/**
 * Which of a builder's formats a source tree has: builders change what they export.
 *
 * @param name of the format, within its builder
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Format(
    @JsonPropertyDescription("The format, such as cloud-spa: its name within its builder.")
        String name,
    @JsonPropertyDescription("Its version, where the source says one.") Optional<String> version,
    @JsonPropertyDescription("What shows it: one line each, naming the file.")
        List<String> evidence) {

  public Format {
    evidence = List.copyOf(evidence);
  }
}
