package io.homeport.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.cli.CommandFailed;
import io.homeport.cli.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A deployed app as its visitors meet it, through the door: pages, and the Supabase API that its
 * own code calls, with the key that is in that code.
 *
 * @param url where it is reached
 */
public record DeployedApp(URI url) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern SCRIPT =
      Pattern.compile("[\"'`]((?:\\.{0,2}/)?[\\w$@./-]{1,200}\\.m?js)[\"'`]");
  private static final int MOST_SCRIPTS = 1_000;
  private static final Pattern TITLE = Pattern.compile("<title>([^<]*)</title>");
  private static final Pattern JWT =
      Pattern.compile("eyJ[A-Za-z0-9_-]+\\.eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");

  /** The header of every answer that says which release gave it. */
  public static final String RELEASE_HEADER = "Homeport-Release";

  /**
   * A page as it was served.
   *
   * @param release what {@value DeployedApp#RELEASE_HEADER} said
   */
  public record Page(int status, String release, String html) {
    public String title() {
      Matcher matcher = TITLE.matcher(html);
      return matcher.find() ? matcher.group(1).replace("&amp;", "&") : "";
    }
  }

  /** A person who signed up in the app. */
  public record User(String id, String email, String accessToken) {
    @Override
    public String toString() {
      return email;
    }
  }

  /** An answer of the app's own API. */
  public record Answer(int status, JsonNode body) {}

  public Page page(String path) {
    HttpResponse<String> response = send(HttpRequest.newBuilder(url.resolve(path)).GET());
    return new Page(
        response.statusCode(),
        response.headers().firstValue(RELEASE_HEADER).orElse(""),
        response.body());
  }

  /**
   * The public key of the app's API, as it stands in the scripts of its front page or in those that
   * they name.
   *
   * @throws CommandFailed if there is none
   */
  public String anonKey() {
    var open = new ArrayDeque<URI>();
    open.add(url.resolve("/"));
    var seen = new HashSet<URI>(open);
    while (!open.isEmpty() && seen.size() < MOST_SCRIPTS) {
      URI each = open.remove();
      String text = page(each.getPath()).html();
      Matcher key = JWT.matcher(text);
      if (key.find()) {
        return key.group();
      }
      for (Matcher scripts = SCRIPT.matcher(text); scripts.find(); ) {
        // A bundler names other scripts by their place beside this one, or below the root.
        for (URI place : List.of(each, url.resolve("/"))) {
          URI script = place.resolve(scripts.group(1));
          if (url.getAuthority().equals(script.getAuthority()) && seen.add(script)) {
            open.add(script);
          }
        }
      }
    }
    throw CommandFailed.failed("No script of %s holds a public key.".formatted(url), null);
  }

  /** Signs a person up, and in. */
  public User signUp(String anonKey, String email, String password, String fullName) {
    Answer answer =
        call(
            "POST",
            "/auth/v1/signup",
            anonKey,
            null,
            Map.of("email", email, "password", password, "data", Map.of("full_name", fullName)));
    JsonNode token = answer.body().path("access_token");
    if (answer.status() != 200 || !token.isTextual()) {
      throw CommandFailed.failed(
          "%s could not sign up at %s: status %d %s"
              .formatted(email, url, answer.status(), answer.body()),
          null);
    }
    return new User(answer.body().at("/user/id").asText(), email, token.asText());
  }

  /** Writes a row as somebody; the answer says whether the app's policies allowed it. */
  public Answer insert(String anonKey, @Nullable User user, String table, Object row) {
    return call("POST", "/rest/v1/" + table, anonKey, user, row);
  }

  /** Reads rows as somebody; nobody for a stranger. */
  public Answer select(String anonKey, @Nullable User user, String tableAndFilter) {
    return call("GET", "/rest/v1/" + tableAndFilter, anonKey, user, null);
  }

  private Answer call(
      String method, String path, String anonKey, @Nullable User user, @Nullable Object body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url.resolve(path))
            .header("apikey", anonKey)
            .header("Authorization", "Bearer " + (user == null ? anonKey : user.accessToken()))
            .header("Content-Type", "application/json")
            .header("Prefer", "return=representation")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.write(body)));
    HttpResponse<String> response = send(request);
    return new Answer(response.statusCode(), parse(response.body()));
  }

  private static JsonNode parse(String body) {
    try {
      return body.isBlank() ? Json.MAPPER.createObjectNode() : Json.MAPPER.readTree(body);
    } catch (JsonProcessingException notJson) {
      return Json.MAPPER.createObjectNode().put("text", body);
    }
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return Api.HTTP.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      CommandFailed failed =
          new CommandFailed(ExitCode.UNREACHABLE, "The app does not answer: " + e + ".", null);
      failed.initCause(e);
      throw failed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailed.failed("Interrupted.", null);
    }
  }
}
