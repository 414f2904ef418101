package io.homeport.gateway.api;

import io.homeport.gateway.GatewayConfig;
import io.homeport.gateway.http.Problem;
import io.homeport.gateway.http.SameOrigin;
import io.homeport.gateway.proxy.Forwarder;
import io.homeport.gateway.proxy.Target;
import io.homeport.gateway.route.Backend;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The API at the door: who calls is checked once here, then the service that owns the path answers,
 * and checks again. Bodies and event streams pass without being collected.
 */
@ApplicationScoped
public class ApiResource {

  private static final String ANYTHING = ApiRoutes.PREFIX + "*";

  /** Git servers send here. They sign what they send, and import-service checks that. */
  private static final String HOOKS = ApiRoutes.PREFIX + "hooks/:app/:hook";

  /** A hook's sender gets no other authority than its signature. */
  private static final Optional<String> NO_AUTHORITY = Optional.of("");

  private final boolean offered;
  private final Forwarder forwarder;
  private final Forwarder hooks;
  private final Callers callers;
  private final ApiDocuments documents;
  private final Map<Service, Target> services = new EnumMap<>(Service.class);

  ApiResource(Vertx vertx, GatewayConfig config, Callers callers) {
    this.offered = config.gateway().roles().contains(GatewayConfig.Role.API);
    this.callers = callers;
    this.forwarder =
        new Forwarder(
            vertx,
            new Forwarder.Limits(
                config.gateway().connectTimeout(),
                config.gateway().apiResponseTimeout(),
                config.door().idle(),
                config.gateway().maxApiBodyBytes(),
                config.gateway().maxConnections(),
                config.door().url().getScheme()));
    this.hooks =
        new Forwarder(
            vertx,
            new Forwarder.Limits(
                config.gateway().connectTimeout(),
                config.gateway().apiResponseTimeout(),
                config.door().idle(),
                config.gateway().maxHookBodyBytes(),
                config.gateway().maxHookConnections(),
                config.door().url().getScheme()));
    for (Service service : Service.values()) {
      services.put(service, Target.of(Backend.of(uriOf(service, config.services()))));
    }
    this.documents = new ApiDocuments(vertx, services);
  }

  void routes(@Observes Router router) {
    if (!offered) {
      return;
    }
    router.get(ApiDocuments.PATH).handler(documents::index);
    router.get(ApiDocuments.PATH + "/:service").handler(documents::document);
    router.post(HOOKS).handler(this::forwardToHook);
    router.route(ANYTHING).handler(this::forward);
  }

  private void forward(RoutingContext context) {
    HttpServerRequest request = context.request();
    request.pause();
    Optional<Target> target = ApiRoutes.serviceFor(context.normalizedPath()).map(services::get);
    callers
        .of(context)
        .subscribe()
        .with(caller -> forward(request, caller, target), unexpected -> context.fail(unexpected));
  }

  private void forwardToHook(RoutingContext context) {
    HttpServerRequest request = context.request();
    request.pause();
    Optional<Target> imports = Optional.ofNullable(services.get(Service.IMPORT));
    hooks.forward(request, () -> imports, NO_AUTHORITY);
  }

  private static void refuse(HttpServerRequest request, Problem problem) {
    if (problem.status() == 401) {
      request.response().putHeader("WWW-Authenticate", "Bearer");
    }
    // What is left of the body is not read, so the connection cannot be used again.
    problem.sendAndClose(request);
  }

  private void forward(HttpServerRequest request, Caller caller, Optional<Target> target) {
    switch (caller) {
      case Caller.Refused(Problem problem) -> refuse(request, problem);
      case Caller.Known known -> {
        Optional<Problem> crossSite =
            known.bySession()
                ? SameOrigin.problem(
                    request.method(),
                    request.headers(),
                    String.valueOf(request.getHeader(HttpHeaders.HOST)))
                : Optional.empty();
        if (crossSite.isPresent()) {
          refuse(request, crossSite.get());
        } else if (target.isEmpty()) {
          refuse(
              request,
              Problem.notFound(
                  "There is nothing at this address.", "See /api/v1/openapi for what there is."));
        } else {
          forwarder.forward(request, () -> target, Optional.of(known.authorization()));
        }
      }
    }
  }

  private static URI uriOf(Service service, GatewayConfig.Services services) {
    return switch (service) {
      case IMPORT -> services.imports();
      case SPEC -> services.spec();
      case DEPLOY -> services.deploy();
      case BACKUP -> services.backup();
    };
  }
}
