package io.homeport.deploy.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks a backend whether it is well, and whether it is the one that it should be. */
public final class Health {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(1))
          .build();

  /**
   * What an instance says that is well.
   *
   * @param lastUse when somebody last asked it for anything else; null if it does not say
   */
  public record Well(@Nullable Instant lastUse) {}

  /** True when this very instance answers on the port and says that it is ready. */
  public boolean isWell(int port, UUID instance, Duration limit) {
    return ask(port, instance, limit).isPresent();
  }

  /** What this very instance says; empty unless it answers on the port and is ready. */
  Optional<Well> ask(int port, UUID instance, Duration limit) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
            .timeout(limit)
            .build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode said = JSON.readTree(answer.body());
      return answer.statusCode() == 200
              && said.path("instance").asText().equals(instance.toString())
          ? Optional.of(new Well(time(said.path("lastRequestAt"))))
          : Optional.empty();
    } catch (IOException notThere) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static @Nullable Instant time(JsonNode said) {
    try {
      return said.isTextual() ? Instant.parse(said.asText()) : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
