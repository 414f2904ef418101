package io.homeport.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** run/status.json: how the supervisor tells others what the parts are doing. */
record StatusFile(Path path) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Replaced whole, so that a reader never sees half of it. */
  void write(Collection<PartStatus> parts) {
    try {
      Path fresh = path.resolveSibling(path.getFileName() + ".new");
      JSON.writerWithDefaultPrettyPrinter().writeValue(fresh.toFile(), toJson(parts));
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException cause) {
      throw new UncheckedIOException(path + " cannot be written", cause);
    }
  }

  /** Empty when no supervisor has written it. */
  List<PartStatus> read() {
    if (!Files.exists(path)) {
      return List.of();
    }
    try {
      var parts = new ArrayList<PartStatus>();
      JSON.readTree(path.toFile()).path("parts").forEach(part -> parts.add(fromJson(part)));
      return parts;
    } catch (IOException cause) {
      throw new UncheckedIOException(path + " cannot be read", cause);
    }
  }

  static ObjectNode toJson(Collection<PartStatus> parts) {
    var json = JSON.createObjectNode();
    ArrayNode array = json.putArray("parts");
    parts.forEach(part ->
        array
            .addObject()
            .put("name", part.name())
            .put("state", part.state().text())
            .put("pid", part.pid())
            .put("port", part.port())
            .put("restarts", part.restarts())
            .put("since", part.since().toString())
            .put("message", part.message()));
    return json;
  }

  private static PartStatus fromJson(JsonNode part) {
    return new PartStatus(
        part.path("name").asText(),
        PartState.valueOf(part.path("state").asText().toUpperCase(Locale.ROOT)),
        part.path("pid").asLong(),
        part.path("port").asInt(),
        part.path("restarts").asInt(),
        Instant.parse(part.path("since").asText()),
        part.path("message").asText());
  }
}
