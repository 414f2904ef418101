package io.homeport.gateway.api;

import io.homeport.gateway.http.Problem;
import io.homeport.gateway.proxy.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The services' OpenAPI documents, as one index and one by one. Open to everybody. */
final class ApiDocuments {

  static final String PATH = ApiRoutes.PREFIX + "openapi";

  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final HttpClient client;
  private final Map<Service, Target> services;

  ApiDocuments(Vertx vertx, Map<Service, Target> services) {
    this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(2_000));
    this.services = services;
  }

  /** Which documents there are, and which of them can be had now. */
  void index(RoutingContext context) {
    List<Future<JsonObject>> entries = new ArrayList<>();
    for (Service service : Service.values()) {
      entries.add(
          fetch(service)
              .map(document -> entry(service, Optional.of(document.toJsonObject())))
              .otherwise(away -> entry(service, Optional.empty())));
    }
    Future.all(entries)
        .onSuccess(all ->
            context
                .response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(
                    new JsonObject()
                        .put("services", new JsonArray(all.<JsonObject>list()))
                        .toBuffer()))
        .onFailure(context::fail);
  }

  /** The document of one service. */
  void document(RoutingContext context) {
    Optional<Service> service = Service.named(context.pathParam("service"));
    if (service.isEmpty()) {
      Problem.notFound("There is no such service.", "See " + PATH + ".").send(context.response());
      return;
    }
    fetch(service.get())
        .onSuccess(document ->
            context
                .response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(document))
        .onFailure(away -> Problem.unavailable().send(context.response()));
  }

  private Future<Buffer> fetch(Service service) {
    Target target = services.get(service);
    if (target == null) {
      return Future.failedFuture("no such service");
    }
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(target.backend().host())
            .setPort(target.backend().port())
            .setSsl(target.backend().tls())
            .setURI(target.backend().basePath() + "/q/openapi?format=json")
            .setTimeout(LIMIT.toMillis());
    return client.request(options).compose(request -> request.send()).compose(ApiDocuments::body);
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    return response.statusCode() == 200
        ? response.body()
        : Future.failedFuture("status " + response.statusCode());
  }

  private static JsonObject entry(Service service, Optional<JsonObject> document) {
    JsonObject entry =
        new JsonObject()
            .put("service", service.pathName())
            .put("document", PATH + "/" + service.pathName())
            .put("available", document.isPresent());
    document
        .map(openApi -> openApi.getJsonObject("info"))
        .ifPresent(info ->
            entry.put("title", info.getString("title")).put("version", info.getString("version")));
    return entry;
  }
}
