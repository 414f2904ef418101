package io.homeport.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.cli.CommandFailed;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stack that runs from this working tree, as its ports file tells it.
 *
 * @param state the folder of its state: {@code HOMEPORT_STATE}, or {@code .homeport} in the working
 *     tree
 */
public record LocalStack(Path state) {
  private static final int DEFAULT_DOOR_PORT = 7600;

  /** The stack whose state is named by the environment, or lies in this folder or one above it. */
  public static Optional<LocalStack> find() {
    return find(System.getenv(), Path.of("").toAbsolutePath(), System.getProperty("homeport.root"));
  }

  static Optional<LocalStack> find(
      Map<String, String> environment, Path directory, @Nullable String root) {
    String named = environment.get("HOMEPORT_STATE");
    if (named != null && !named.isBlank()) {
      return Optional.of(new LocalStack(Path.of(named)));
    }
    for (Path each = directory; each != null; each = each.getParent()) {
      if (Files.exists(each.resolve(".homeport/ports.json"))) {
        return Optional.of(new LocalStack(each.resolve(".homeport")));
      }
    }
    return Optional.ofNullable(root).map(each -> new LocalStack(Path.of(each, ".homeport")));
  }

  /** Where the door is; empty before the first start. */
  public Optional<URI> door() {
    return port("gateway").map(port -> URI.create("http://homeport.localhost:" + port));
  }

  /** Where the door is when nobody says otherwise. */
  public static URI defaultDoor() {
    return URI.create("http://homeport.localhost:" + DEFAULT_DOOR_PORT);
  }

  /** The port of a part of the stack. */
  public Optional<Integer> port(String part) {
    Path file = state.resolve("ports.json");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode port = Json.MAPPER.readTree(file.toFile()).path(part);
      return port.isInt() ? Optional.of(port.asInt()) : Optional.empty();
    } catch (IOException e) {
      throw CommandFailed.failed(
          file + " cannot be read: " + e.getMessage(),
          "Delete it and start again with ./homeport up");
    }
  }
}
