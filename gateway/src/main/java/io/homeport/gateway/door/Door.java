package io.homeport.gateway.door;

import io.homeport.gateway.domain.Domain;
import io.homeport.gateway.http.Framing;
import io.homeport.gateway.http.FriendlyPage;
import io.homeport.gateway.http.Problem;
import io.homeport.gateway.route.HostName;
import io.homeport.gateway.route.Route;
import io.homeport.gateway.route.Routes;
import io.homeport.gateway.tls.Handshakes;
import io.homeport.gateway.visit.Visit;
import io.homeport.gateway.visit.Visits;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.Optional;
import java.util.Set;

/** Every request comes in here, and goes by its host to the API and console or to an app. */
final class Door implements Handler<HttpServerRequest> {

  private static final String HEALTH = "/q/health";

  private final Set<String> platformHosts;
  private final Handler<HttpServerRequest> platform;
  private final Routes routes;
  private final AppTraffic apps;
  private final DomainTraffic domains;
  private final Visits visits;

  /**
   * @param platform answers API, console and health
   */
  Door(
      Set<String> platformHosts,
      Handler<HttpServerRequest> platform,
      Routes routes,
      AppTraffic apps,
      DomainTraffic domains,
      Visits visits) {
    this.platformHosts = platformHosts;
    this.platform = platform;
    this.routes = routes;
    this.apps = apps;
    this.domains = domains;
    this.visits = visits;
  }

  @Override
  public void handle(HttpServerRequest request) {
    Visit visit = visits.begin(request);
    if (request.decoderResult().isFailure()) {
      Framing.refuse(request);
      return;
    }
    nameHost(request);
    Optional<Problem> wrong = Framing.problem(request);
    if (wrong.isPresent()) {
      wrong.get().sendAndCut(request);
      return;
    }
    Optional<String> host = HostName.ofHeader(request.getHeader(HttpHeaders.HOST));
    if (host.isEmpty()) {
      Problem.badRequest("bad-host", "The Host header is no host name.").sendAndCut(request);
      return;
    }
    visit.isFor(host.get());
    if (request.isSSL() && !host.get().equals(Handshakes.name(request.sslSession()))) {
      Problem.misdirected().sendAndClose(request);
      return;
    }
    // Before what customers name: no domain of theirs takes the console's place.
    if (platformHosts.contains(host.get())) {
      answerPlatform(request, visit);
      return;
    }
    Domain domain = domains.find(host.get());
    if (domain == null && Challenges.isAsked(request)) {
      // Whoever answers here gets certificates for the host. No app does: the host is not its own.
      visit.is(Visit.Kind.CHALLENGE);
      Challenges.refuse(request);
      return;
    }
    Route route = routes.find(host.get());
    if (domain != null) {
      domains.answer(request, domain, visit);
    } else if (route != null) {
      apps.answer(request, route, visit);
    } else if (isHealth(request)) {
      visit.is(Visit.Kind.PLATFORM);
      platform.handle(request);
    } else {
      visit.is(Visit.Kind.UNKNOWN_HOST);
      FriendlyPage.unknownHost().send(request);
    }
  }

  /** HTTP/2 says the host elsewhere; that both say the same was seen to before. */
  private static void nameHost(HttpServerRequest request) {
    HostAndPort authority = request.version() == HttpVersion.HTTP_2 ? request.authority() : null;
    if (authority != null) {
      request.headers().set(HttpHeaders.HOST, authority.toString());
    }
  }

  private void answerPlatform(HttpServerRequest request, Visit visit) {
    switch (RequestPath.of(request.path())) {
      case RequestPath.Refused(String why) ->
          Problem.badRequest("bad-path", "The path " + why).sendAndCut(request);
      case RequestPath.Clean(String path) when isInternal(path) ->
          Problem.notFound("There is nothing at this address.", "Check it.").sendAndCut(request);
      case RequestPath.Clean clean -> {
        visit.is(Visit.Kind.PLATFORM);
        platform.handle(request);
      }
    }
  }

  /**
   * What tells of the inside is nobody's who comes by the door: where a request really comes from
   * is not known behind proxies, the one of a container's port among them. {@link Figures} has a
   * port of its own. Health tells nothing but up or down.
   */
  private static boolean isInternal(String path) {
    return (path.equals("/q") || path.startsWith("/q/")) && !path.startsWith(HEALTH);
  }

  /** Probes address a replica by whatever it is called there. */
  private static boolean isHealth(HttpServerRequest request) {
    String path = request.path();
    return path != null && (path.equals(HEALTH) || path.startsWith(HEALTH + "/"));
  }
}
