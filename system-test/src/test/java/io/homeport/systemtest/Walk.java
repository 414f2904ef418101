package io.homeport.systemtest;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.cli.client.Api;
import io.homeport.cli.client.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Asks every endpoint that the services' OpenAPI documents name, with the ids of things that belong
 * to somebody else.
 *
 * @param api as the asking person sees it
 * @param ids of the other's things, by the name of the path parameter
 */
record Walk(Api api, Map<String, String> ids) {

  /**
   * How a request was answered.
   *
   * @param forSignedIn whether the document asks for a sign-in
   */
  record Answered(String method, String path, int status, boolean forSignedIn) {}

  /** An endpoint of a document. */
  private record Endpoint(String service, String method, String template, JsonNode operation) {}

  private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");

  /** A body that each endpoint would take, by the end of its path: one segment of it, or two. */
  private static final Map<String, String> BODIES =
      Map.ofEntries(
          entry("imports", "{\"gitUrl\":\"https://example.org/x.git\"}"),
          entry("hooks", "{\"forge\":\"github\"}"),
          entry("git-token", "{\"host\":\"example.org\",\"token\":\"t\"}"),
          entry("environments", "{\"name\":\"preview\"}"),
          entry("deployments", "{}"),
          entry("deployment-rules", "{\"rules\":[]}"),
          entry("domains", "{\"name\":\"shop.example.org\"}"),
          entry("certificate", "{\"pem\":\"none\"}"),
          entry("variables", "{\"variables\":{}}"),
          entry("rollbacks", "{}"),
          entry("rejection", "{\"reason\":\"no\"}"),
          entry(
              "remarks",
              "{\"subject\":\"entity:notes\",\"verdict\":\"commented\",\"text\":\"mine\"}"),
          entry("approval-policy", "{\"approveUnchanged\":true}"),
          entry("{backup}/restores", "{\"promote\":false}"),
          entry("{environment}/restores", "{\"promote\":false,\"at\":\"2026-03-01T12:00:00Z\"}"),
          entry(
              "backup-policy",
              "{\"schedule\":\"0 3 * * *\",\"zone\":\"UTC\",\"keep\":{\"hourly\":0,\"daily\":30,\"weekly\":0,\"monthly\":0},\"lockDays\":0,\"paused\":false}"),
          entry("hold", "{\"reason\":\"asked for\"}"),
          entry("{environment}", "{\"sleepAfterMinutes\":0}"),
          entry("{hook}", "{}"),
          entry("{step}", "{\"done\":true}"));

  Set<String> services() {
    Set<String> services = new HashSet<>();
    api.get("/openapi").parts("services").forEach(each -> services.add(each.text("service")));
    return services;
  }

  /** What the lists hold whose paths need no id, as text. */
  String everyListWithoutId() {
    StringBuilder seen = new StringBuilder();
    for (Endpoint each : endpoints()) {
      if (each.method().equals("GET")
          && !each.template().contains("{")
          && !each.template().contains("/operations/")) {
        seen.append(api.text(below(each.template()), "application/json"));
      }
    }
    return seen.toString();
  }

  /** Asks every endpoint whose path names a thing. */
  List<Answered> everyEndpointWithIds() {
    List<Answered> answers = new ArrayList<>();
    for (Endpoint each : endpoints()) {
      if (each.template().contains("{") && !each.template().contains("/operations/")) {
        answers.add(ask(each));
      }
    }
    return answers;
  }

  private Answered ask(Endpoint endpoint) {
    String path = filled(endpoint.template());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.server().resolve(path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + api.token())
            .method(endpoint.method(), body(endpoint));
    if (endpoint.operation().has("requestBody")) {
      request.header("Content-Type", "application/json");
    }
    try {
      HttpResponse<InputStream> response =
          Api.HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      response.body().close();
      return new Answered(
          endpoint.method(),
          endpoint.template(),
          response.statusCode(),
          endpoint.operation().has("security"));
    } catch (IOException e) {
      throw new UncheckedIOException(endpoint.method() + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static BodyPublisher body(Endpoint endpoint) {
    if (!endpoint.operation().has("requestBody")) {
      return BodyPublishers.noBody();
    }
    String template = endpoint.template();
    int last = template.lastIndexOf('/');
    return Stream.of(template.lastIndexOf('/', last - 1), last)
        .map(slash -> BODIES.get(template.substring(slash + 1)))
        .filter(Objects::nonNull)
        .findFirst()
        .map(BodyPublishers::ofString)
        .orElseThrow(() -> new IllegalStateException("Say which body " + template + " takes."));
  }

  private String filled(String template) {
    Matcher parameters = PARAMETER.matcher(template);
    StringBuilder path = new StringBuilder();
    while (parameters.find()) {
      parameters.appendReplacement(path, id(template, parameters));
    }
    return parameters.appendTail(path).toString();
  }

  /** By the parameter's own name, or by the noun before it: {@code /backups/{id}}. */
  private String id(String template, Matcher parameter) {
    if (parameter.group(1).equals("format")) {
      return "json";
    }
    if (parameter.group(1).equals("step")) {
      return "approve-spec";
    }
    String byName = ids.get(parameter.group(1));
    if (byName != null) {
      return byName;
    }
    String before = template.substring(0, parameter.start() - 1);
    String noun = before.substring(before.lastIndexOf('/') + 1).replaceFirst("s$", "");
    String byNoun = ids.get(noun);
    if (byNoun == null) {
      throw new IllegalStateException("Say which id %s of %s is.".formatted(noun, template));
    }
    return byNoun;
  }

  private List<Endpoint> endpoints() {
    List<Endpoint> endpoints = new ArrayList<>();
    for (String service : services()) {
      JsonNode paths = api.get("/openapi/" + service).json().path("paths");
      paths
          .properties()
          .forEach(path ->
              path.getValue()
                  .properties()
                  .forEach(method -> {
                    if (Set.of("get", "put", "post", "delete", "patch").contains(method.getKey())) {
                      endpoints.add(
                          new Endpoint(
                              service,
                              method.getKey().toUpperCase(Locale.ROOT),
                              path.getKey(),
                              method.getValue()));
                    }
                  }));
    }
    if (endpoints.isEmpty()) {
      throw new IllegalStateException("no endpoints in " + Json.write(services()));
    }
    return endpoints;
  }

  private static String below(String path) {
    return path.replaceFirst("^/api/v1", "");
  }
}
