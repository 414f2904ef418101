package io.homeport.cli.signin;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.cli.CommandFailed;
import io.homeport.cli.ExitCode;
import io.homeport.cli.client.Api;
import io.homeport.cli.client.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Asks a server who issues the tokens it accepts.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9728">RFC 9728</a>
 */
public final class IssuerAddress {
  private static final String METADATA = "/.well-known/oauth-protected-resource";

  public static URI of(URI server) {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve(METADATA))
            .timeout(Duration.ofSeconds(10))
            .header("Accept", "application/json")
            .GET()
            .build();
    try {
      HttpResponse<String> response = Api.HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == 200) {
        JsonNode first =
            Json.MAPPER.readTree(response.body()).path("authorization_servers").path(0);
        if (first.isTextual()) {
          return URI.create(first.asText());
        }
      }
      throw CommandFailed.failed(
          "%s does not say who signs people in (status %d)."
              .formatted(server, response.statusCode()),
          "Check --server, or name the sign-in server with --issuer.");
    } catch (IOException e) {
      CommandFailed failed =
          new CommandFailed(
              ExitCode.UNREACHABLE,
              server + " does not answer.",
              "Start Homeport here with ./homeport up, or name another server with --server.");
      failed.initCause(e);
      throw failed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailed.failed("Interrupted.", null);
    }
  }

  private IssuerAddress() {}
}
