package io.homeport.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Walks every endpoint of a service's OpenAPI document that takes an id, with ids of one
 * organization and the token of another: each must answer 404, as if the thing did not exist. An
 * endpoint that is added later is walked without anybody remembering it.
 */
public final class TenantWalk {

  /** An endpoint that did not answer 404. */
  public record Leak(String method, String path, int status, String body) {}

  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
  private static final Pattern PARAMETER = Pattern.compile("\\{([^}/]+)}");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI service;
  private final Map<String, String> ids = new LinkedHashMap<>();
  private final Map<String, String> bodies = new LinkedHashMap<>();
  private final List<String> walked = new ArrayList<>();
  private String ignoredPrefix = "/api/v1/operations/";

  /**
   * @param service the service's address, such as {@code http://127.0.0.1:7611}
   */
  public TenantWalk(URI service) {
    this.service = service;
  }

  /** The id to put where a path has this parameter. */
  public TenantWalk id(String parameter, Object id) {
    ids.put(parameter, id.toString());
    return this;
  }

  /** The JSON body to send to a path, where an empty object is not valid. */
  public TenantWalk body(String path, String json) {
    bodies.put(path, json);
    return this;
  }

  /** The endpoints that were called, as {@code GET /api/v1/apps/{app}}. */
  public List<String> walked() {
    return walked;
  }

  /**
   * Calls every endpoint and lists those that did not answer 404.
   *
   * @throws IllegalStateException if a path has a parameter without an id
   */
  public List<Leak> leaks(String tokenOfAnother) throws IOException, InterruptedException {
    List<Leak> leaks = new ArrayList<>();
    try (HttpClient client = HttpClient.newHttpClient()) {
      JsonNode paths = document(client).path("paths");
      for (Map.Entry<String, JsonNode> path : paths.properties()) {
        if (!path.getKey().contains("{") || path.getKey().startsWith(ignoredPrefix)) {
          continue;
        }
        for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
          if (METHODS.contains(operation.getKey())) {
            call(client, path.getKey(), operation, tokenOfAnother, leaks);
          }
        }
      }
    }
    return leaks;
  }

  private void call(
      HttpClient client,
      String path,
      Map.Entry<String, JsonNode> operation,
      String token,
      List<Leak> leaks)
      throws IOException, InterruptedException {
    String method = operation.getKey().toUpperCase(Locale.ROOT);
    JsonNode content = operation.getValue().path("requestBody").path("content");
    List<String> types = new ArrayList<>();
    content.fieldNames().forEachRemaining(types::add);
    if (types.isEmpty()) {
      types.add("application/json");
    }
    for (String type : types) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(service.resolve(filled(path)))
              .timeout(Duration.ofSeconds(20))
              .header("Authorization", "Bearer " + token);
      boolean sendsBody = !method.equals("GET") && !method.equals("DELETE");
      if (sendsBody) {
        request.header("Content-Type", type);
      }
      String body = type.contains("json") ? bodies.getOrDefault(path, "{}") : "content";
      request.method(
          method,
          sendsBody
              ? HttpRequest.BodyPublishers.ofString(body)
              : HttpRequest.BodyPublishers.noBody());
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      walked.add(method + " " + path);
      if (response.statusCode() != 404) {
        leaks.add(new Leak(method, path, response.statusCode(), response.body()));
      }
    }
  }

  private JsonNode document(HttpClient client) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(service.resolve("/q/openapi?format=json")).build();
    return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  private String filled(String path) {
    Matcher matcher = PARAMETER.matcher(path);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      String id = ids.get(matcher.group(1));
      if (id == null) {
        throw new IllegalStateException("the walk needs an id for {" + matcher.group(1) + "}");
      }
      matcher.appendReplacement(filled, Matcher.quoteReplacement(id));
    }
    return matcher.appendTail(filled).toString();
  }
}
