package io.homeport.contracts.source;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Optional;

/**
 * A framework that a part of an app is made with; an app may have several.
 *
 * @param folder where the part is; empty for the top
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Framework(
    @JsonPropertyDescription("Its name, such as vite-spa, next or fastapi.") String name,
    @JsonPropertyDescription("What runs it: browser, node, deno, python or native.") String runtime,
    @JsonPropertyDescription("The folder of the part; empty for the top.") String folder,
    @JsonPropertyDescription("The version that the source asks for.") Optional<String> version,
    @JsonPropertyDescription("What shows it: one line each, naming the file.")
        List<String> evidence) {

  public Framework {
    evidence = List.copyOf(evidence);
  }
}
