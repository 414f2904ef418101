package io.homeport.gateway.door;

import io.homeport.gateway.http.Framing;
import io.homeport.gateway.http.FriendlyPage;
import io.homeport.gateway.http.Problem;
import io.homeport.gateway.route.HostName;
import io.homeport.gateway.route.Route;
import io.homeport.gateway.route.Routes;
import io.netty.util.NetUtil;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

/** Every request comes in here, and goes by its host to the API and console or to an app. */
final class Door implements Handler<HttpServerRequest> {

  private static final String HEALTH = "/q/health";

  private final Set<String> platformHosts;
  private final Handler<HttpServerRequest> platform;
  private final Routes routes;
  private final AppTraffic apps;
  private final Requests requests;

  /**
   * @param platform answers API, console and health
   */
  Door(
      Set<String> platformHosts,
      Handler<HttpServerRequest> platform,
      Routes routes,
      AppTraffic apps,
      Requests requests) {
    this.platformHosts = platformHosts;
    this.platform = platform;
    this.routes = routes;
    this.apps = apps;
    this.requests = requests;
  }

  @Override
  public void handle(HttpServerRequest request) {
    Optional<Problem> wrong = Framing.problem(request);
    if (wrong.isPresent()) {
      refuse(request, wrong.get());
      return;
    }
    Optional<String> host = HostName.ofHeader(request.getHeader(HttpHeaders.HOST));
    if (host.isEmpty()) {
      refuse(request, Problem.badRequest("bad-host", "The Host header is no host name."));
      return;
    }
    Route route = routes.find(host.get());
    if (route != null) {
      apps.answer(request, route);
    } else if (platformHosts.contains(host.get())) {
      answerPlatform(request);
    } else if (isHealth(request)) {
      platform.handle(request);
    } else {
      requests.countAtEnd(Requests.Kind.UNKNOWN_HOST, request);
      FriendlyPage.unknownHost().send(request);
    }
  }

  private void answerPlatform(HttpServerRequest request) {
    switch (RequestPath.of(request.path())) {
      case RequestPath.Refused(String why) ->
          refuse(request, Problem.badRequest("bad-path", "The path " + why));
      case RequestPath.Clean(String path) when isInternal(path) && !comesFromInside(request) ->
          refuse(request, Problem.notFound("There is nothing at this address.", "Check it."));
      case RequestPath.Clean clean -> {
        requests.countAtEnd(Requests.Kind.PLATFORM, request);
        platform.handle(request);
      }
    }
  }

  /** Figures and what else tells of the inside; health tells nothing but up or down. */
  private static boolean isInternal(String path) {
    return (path.equals("/q") || path.startsWith("/q/")) && !path.startsWith(HEALTH);
  }

  /** From this network, and not passed on by a proxy that stands at its edge. */
  private static boolean comesFromInside(HttpServerRequest request) {
    InetAddress address =
        NetUtil.createInetAddressFromIpAddressString(request.remoteAddress().hostAddress());
    return address != null
        && (address.isLoopbackAddress() || address.isSiteLocalAddress())
        && !request.headers().contains("X-Forwarded-For")
        && !request.headers().contains("Forwarded");
  }

  /** Probes address a replica by whatever it is called there. */
  private static boolean isHealth(HttpServerRequest request) {
    String path = request.path();
    return path != null && (path.equals(HEALTH) || path.startsWith(HEALTH + "/"));
  }

  private void refuse(HttpServerRequest request, Problem problem) {
    requests.countAtEnd(Requests.Kind.REFUSED, request);
    problem.sendAndCut(request);
  }
}
