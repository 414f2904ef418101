package io.homeport.cli.signin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.cli.CommandFailed;
import io.homeport.cli.client.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Who is signed in at which server, kept in a file that only its owner can read.
 *
 * @param file {@code credentials.json} in {@code $HOMEPORT_CONFIG}, or in {@code homeport} under
 *     {@code $XDG_CONFIG_HOME} or {@code ~/.config}
 */
public record Credentials(Path file) {

  /** Where the environment says. */
  public static Credentials find(Map<String, String> environment) {
    String own = environment.getOrDefault("HOMEPORT_CONFIG", "");
    if (!own.isBlank()) {
      return new Credentials(Path.of(own, "credentials.json"));
    }
    String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path folder =
        config.isBlank() ? Path.of(System.getProperty("user.home"), ".config") : Path.of(config);
    return new Credentials(folder.resolve("homeport/credentials.json"));
  }

  public Optional<Tokens> get(URI server) {
    JsonNode stored = read().path(server.toString());
    if (!stored.hasNonNull("accessToken")) {
      return Optional.empty();
    }
    return Optional.of(
        new Tokens(
            URI.create(stored.path("issuer").asText()),
            stored.path("accessToken").asText(),
            stored.path("refreshToken").asText(null),
            Instant.parse(stored.path("expiresAt").asText())));
  }

  public void put(URI server, Tokens tokens) {
    ObjectNode all = read();
    all.putObject(server.toString())
        .put("issuer", tokens.issuer().toString())
        .put("accessToken", tokens.accessToken())
        .put("refreshToken", tokens.refreshToken())
        .put("expiresAt", tokens.expiresAt().toString());
    write(all);
  }

  public void remove(URI server) {
    ObjectNode all = read();
    if (all.remove(server.toString()) != null) {
      write(all);
    }
  }

  private ObjectNode read() {
    if (!Files.exists(file)) {
      return Json.MAPPER.createObjectNode();
    }
    try {
      return Json.MAPPER.readValue(file.toFile(), ObjectNode.class);
    } catch (IOException e) {
      throw CommandFailed.failed(
          file + " cannot be read: " + e.getMessage(), "Delete it and sign in: homeport login");
    }
  }

  /** The new content takes the place of the old at once, and is never readable by others. */
  private void write(ObjectNode all) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      Files.createDirectories(folder);
      Path fresh =
          Files.createTempFile(
              folder,
              "credentials",
              ".json",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, Json.write(all));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw CommandFailed.failed(
          file + " cannot be written: " + e.getMessage(),
          "Name a folder that you may write to in HOMEPORT_CONFIG.");
    }
  }
}
