package io.homeport.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.cli.CommandFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One thing of the API, as the server described it. */
public record Resource(JsonNode json) {

  public String id() {
    return text("id");
  }

  public String state() {
    return text("state");
  }

  /** A field that must be there. */
  public String text(String field) {
    return optional(field)
        .orElseThrow(() ->
            CommandFailed.failed(
                "The server's answer has no %s: %s".formatted(field, shortened()),
                "Check that this command and the server are of the same version."));
  }

  public Optional<String> optional(String field) {
    JsonNode value = json.path(field);
    return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(value.asText());
  }

  public long number(String field) {
    return json.path(field).asLong();
  }

  public Resource part(String field) {
    return new Resource(json.path(field));
  }

  public List<Resource> parts(String field) {
    List<Resource> parts = new ArrayList<>();
    json.path(field).forEach(each -> parts.add(new Resource(each)));
    return parts;
  }

  /** Why it failed and what to do next, where the server said so. */
  public Optional<CommandFailed> failure() {
    JsonNode failure = json.path("failure");
    return failure.hasNonNull("what")
        ? Optional.of(
            CommandFailed.failed(failure.path("what").asText(), failure.path("remedy").asText()))
        : Optional.empty();
  }

  private String shortened() {
    String text = json.toString();
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
