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
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whoever issues the tokens: an OpenID Connect provider that knows the client of these commands.
 */
public final class Issuer {
  private static final String CLIENT = "homeport-cli";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI address;
  private final JsonNode endpoints;

  private Issuer(URI address, JsonNode endpoints) {
    this.address = address;
    this.endpoints = endpoints;
  }

  /** Reads the provider's own description. */
  public static Issuer at(URI address) {
    URI description = URI.create(address + "/.well-known/openid-configuration");
    Answer answer = send(HttpRequest.newBuilder(description).timeout(PATIENCE).GET().build());
    if (answer.status() != 200) {
      throw CommandFailed.failed(
          "%s is no OpenID Connect provider: status %d.".formatted(address, answer.status()),
          "Check --issuer.");
    }
    return new Issuer(address, answer.body());
  }

  /** Trades a name and a password for tokens. Realms for development allow it, others refuse. */
  public Tokens password(String userName, String password) {
    Answer answer =
        post(
            "token_endpoint",
            Map.of(
                "grant_type",
                "password",
                "username",
                userName,
                "password",
                password,
                "scope",
                "openid"));
    if (answer.status() != 200) {
      throw refused(userName + " could not sign in", answer);
    }
    return tokens(answer.body());
  }

  /**
   * Lets a person sign in with a browser, on any device that reaches the sign-in server.
   *
   * @param prompt gets the one line that tells where to go
   * @see <a href="https://www.rfc-editor.org/rfc/rfc8628">RFC 8628</a>
   */
  public Tokens device(Consumer<String> prompt) {
    Answer start = post("device_authorization_endpoint", Map.of("scope", "openid"));
    if (start.status() != 200) {
      throw refused("Signing in by device is refused", start);
    }
    JsonNode device = start.body();
    Duration lasts = Duration.ofSeconds(device.path("expires_in").asLong(600));
    prompt.accept(
        "Open %s and confirm the code %s. Waiting for that, at most %d minutes; Ctrl-C ends it."
            .formatted(
                device.path("verification_uri_complete").asText(),
                device.path("user_code").asText(),
                lasts.toMinutes()));
    Instant deadline = Instant.now().plus(lasts);
    long secondsBetween = Math.max(1, device.path("interval").asLong(5));
    while (Instant.now().isBefore(deadline)) {
      pause(Duration.ofSeconds(secondsBetween));
      Answer answer =
          post(
              "token_endpoint",
              Map.of(
                  "grant_type",
                  "urn:ietf:params:oauth:grant-type:device_code",
                  "device_code",
                  device.path("device_code").asText()));
      if (answer.status() == 200) {
        return tokens(answer.body());
      }
      switch (answer.body().path("error").asText()) {
        case "authorization_pending" -> {}
        case "slow_down" -> secondsBetween += 5;
        default -> throw refused("Signing in by device was refused", answer);
      }
    }
    throw new CommandFailed(
        ExitCode.FORBIDDEN, "Nobody confirmed the code in time.", "Try again: homeport login");
  }

  /** Trades the refresh token for new tokens. */
  Tokens refresh(String refreshToken) {
    Answer answer =
        post(
            "token_endpoint", Map.of("grant_type", "refresh_token", "refresh_token", refreshToken));
    if (answer.status() != 200) {
      throw new CommandFailed(
          ExitCode.FORBIDDEN, "You are not signed in any more.", "Sign in: homeport login");
    }
    return tokens(answer.body());
  }

  /** Ends the session; says whether the provider agreed. */
  boolean revoke(String refreshToken) {
    return post("revocation_endpoint", Map.of("token", refreshToken)).status() == 200;
  }

  private Tokens tokens(JsonNode body) {
    return new Tokens(
        address,
        body.path("access_token").asText(),
        body.hasNonNull("refresh_token") ? body.path("refresh_token").asText() : null,
        Instant.now().plusSeconds(body.path("expires_in").asLong(60)));
  }

  private static CommandFailed refused(String what, Answer answer) {
    String why =
        answer.body().path("error_description").asText(answer.body().path("error").asText());
    return new CommandFailed(
        ExitCode.FORBIDDEN,
        what + ": " + (why.isEmpty() ? "status " + answer.status() : why) + ".",
        "Check the name and the password, or sign in with the browser: homeport login");
  }

  private record Answer(int status, JsonNode body) {}

  private Answer post(String endpoint, Map<String, String> form) {
    String body =
        form.entrySet().stream()
            .map(each -> each.getKey() + "=" + Api.encode(each.getValue()))
            .collect(Collectors.joining("&", "client_id=" + CLIENT + "&", ""));
    return send(
        HttpRequest.newBuilder(URI.create(endpoints.path(endpoint).asText()))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private static Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response = Api.HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      @Nullable JsonNode body =
          response.body().startsWith("{") ? Json.MAPPER.readTree(response.body()) : null;
      if (response.statusCode() >= 500) {
        throw new CommandFailed(
            ExitCode.UNREACHABLE,
            "The sign-in server at %s has trouble: status %d."
                .formatted(request.uri().getAuthority(), response.statusCode()),
            "Try again in a moment.");
      }
      return new Answer(
          response.statusCode(), body == null ? Json.MAPPER.createObjectNode() : body);
    } catch (IOException e) {
      CommandFailed failed =
          new CommandFailed(
              ExitCode.UNREACHABLE,
              "The sign-in server at %s does not answer.".formatted(request.uri().getAuthority()),
              "Start Homeport here with ./homeport up, or check --server and --issuer.");
      failed.initCause(e);
      throw failed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailed.failed("Interrupted.", null);
    }
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailed.failed("Interrupted.", null);
    }
  }
}
