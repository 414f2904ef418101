package io.homeport.cli.signin;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.cli.CommandFailed;
import io.homeport.cli.client.Api;
import io.homeport.cli.client.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks a server who issues the tokens it accepts.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9728">RFC 9728</a>
 */
public final class IssuerAddress {
  private static final String METADATA = "/.well-known/oauth-protected-resource";

  /** Who signs people in at a server. */
  public static URI of(URI server) {
    HttpResponse<String> response = ask(server);
    return issuer(response)
        .orElseThrow(() ->
            CommandFailed.failed(
                "%s does not say who signs people in (status %d)."
                    .formatted(server, response.statusCode()),
                "Check --server, or name the sign-in server with --issuer."));
  }

  /**
   * Makes sure that somebody is there who could be signed in at.
   *
   * @throws CommandFailed if nothing answers
   */
  static void requireAnswer(URI server) {
    ask(server);
  }

  private static Optional<URI> issuer(HttpResponse<String> response) {
    if (response.statusCode() != 200) {
      return Optional.empty();
    }
    JsonNode first = Json.read(response.body()).path("authorization_servers").path(0);
    return first.isTextual() ? Optional.of(URI.create(first.asText())) : Optional.empty();
  }

  private static HttpResponse<String> ask(URI server) {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve(METADATA))
            .timeout(Duration.ofSeconds(10))
            .header("Accept", "application/json")
            .GET()
            .build();
    try {
      return Api.HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw Api.unreachable(server, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailed.failed("Interrupted.", null);
    }
  }

  private IssuerAddress() {}
}
