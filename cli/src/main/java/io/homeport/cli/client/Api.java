package io.homeport.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.cli.CommandFailed;
import io.homeport.cli.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the public API. What the server refuses is a {@link Refused}; a server that does not
 * answer is a {@link CommandFailed} with {@link ExitCode#UNREACHABLE}.
 */
public final class Api {
  private static final String PREFIX = "/api/v1";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Shared by everything that talks to the door: version 1.1, since that is what it speaks. */
  public static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private final URI server;
  private final Supplier<String> accessToken;

  /**
   * @param server scheme, host and port of the door
   * @param accessToken asked before every request, so that it may be a fresh one
   */
  public Api(URI server, Supplier<String> accessToken) {
    this.server = server;
    this.accessToken = accessToken;
  }

  public URI server() {
    return server;
  }

  /** The access token that requests are sent with now. */
  public String token() {
    return accessToken.get();
  }

  public Resource get(String path) {
    return new Resource(parse(text(path, "application/json")));
  }

  /** What is at a path, in the wanted media type. */
  public String text(String path, String mediaType) {
    return send(request(path).header("Accept", mediaType).timeout(PATIENCE).GET().build()).body();
  }

  /** Every item of a list, over all of its pages. */
  public List<Resource> list(String path) {
    List<Resource> items = new ArrayList<>();
    @Nullable String cursor = null;
    do {
      String separator = path.contains("?") ? "&" : "?";
      Resource page = get(cursor == null ? path : path + separator + "cursor=" + encode(cursor));
      items.addAll(page.parts("items"));
      cursor = page.optional("next").orElse(null);
    } while (cursor != null);
    return items;
  }

  public Resource post(String path, Object body) {
    return send(path, "POST", "application/json", BodyPublishers.ofString(Json.write(body)));
  }

  /** A POST that needs no body. */
  public Resource post(String path) {
    return send(path, "POST", null, BodyPublishers.noBody());
  }

  public Resource put(String path, Object body) {
    return send(path, "PUT", "application/json", BodyPublishers.ofString(Json.write(body)));
  }

  /** Changes the fields that the body names. */
  public Resource patch(String path, Object body) {
    return send(path, "PATCH", "application/json", BodyPublishers.ofString(Json.write(body)));
  }

  public void delete(String path) {
    send(path, "DELETE", null, BodyPublishers.noBody());
  }

  /** Sends content that is produced while it is sent. There is no limit of time. */
  public Resource upload(String path, String mediaType, BodyPublisher content) {
    return send(path, "POST", mediaType, content);
  }

  /** Opens a stream of server-sent events. */
  InputStream events(String path, @Nullable String lastEventId) throws IOException {
    HttpRequest.Builder request =
        request(path).header("Accept", "text/event-stream").timeout(PATIENCE).GET();
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    HttpResponse<InputStream> response = exchange(request.build(), BodyHandlers.ofInputStream());
    requireOk(response, path);
    return response.body();
  }

  /**
   * Something that is downloaded.
   *
   * @param bytes how many there are; −1 if the server does not say
   * @param digest as RFC 9530 has it; empty if the server does not say
   */
  public record Download(InputStream body, long bytes, String digest) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  /** Opens what is at a path, whatever it is. There is no limit of time. */
  public Download download(String path) {
    try {
      HttpResponse<InputStream> response =
          exchange(
              request(path).header("Accept", "*/*").GET().build(), BodyHandlers.ofInputStream());
      requireOk(response, path);
      return new Download(
          response.body(),
          response.headers().firstValueAsLong("Content-Length").orElse(-1),
          response.headers().firstValue("Repr-Digest").orElse(""));
    } catch (IOException e) {
      throw unreachable(server, e);
    }
  }

  private static void requireOk(HttpResponse<InputStream> response, String path)
      throws IOException {
    if (response.statusCode() != 200) {
      try (InputStream body = response.body()) {
        throw Refused.of(
            response.statusCode(),
            "GET " + path,
            new String(body.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
  }

  private Resource send(
      String path, String method, @Nullable String mediaType, BodyPublisher content) {
    HttpRequest.Builder request =
        request(path).header("Accept", "application/json").method(method, content);
    if (mediaType != null) {
      request.header("Content-Type", mediaType);
    }
    return new Resource(parse(send(request.build()).body()));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(PREFIX + path))
        .header("Authorization", "Bearer " + accessToken.get());
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      HttpResponse<String> response = exchange(request, BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw Refused.of(
            response.statusCode(),
            request.method() + " " + request.uri().getPath(),
            response.body());
      }
      return response;
    } catch (IOException e) {
      throw unreachable(server, e);
    }
  }

  private static <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> body)
      throws IOException {
    try {
      return HTTP.send(request, body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailed.failed("Interrupted.", null);
    }
  }

  /** That a server does not answer, or broke off. */
  public static CommandFailed unreachable(URI server, IOException cause) {
    String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    CommandFailed failed =
        new CommandFailed(
            ExitCode.UNREACHABLE,
            cause instanceof ConnectException
                ? "Nothing answers at %s.".formatted(server)
                : "%s does not answer: %s.".formatted(server, why),
            "Start Homeport here with ./homeport up, or name another server with --server.");
    failed.initCause(cause);
    return failed;
  }

  private static JsonNode parse(String body) {
    return body.isBlank() ? Json.MAPPER.createObjectNode() : Json.read(body);
  }

  /** Text as one segment of a path or one value of a query. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
