package io.homeport.gateway.door;

import io.homeport.gateway.domain.Domain;
import io.homeport.gateway.domain.Domains;
import io.homeport.gateway.http.FriendlyPage;
import io.homeport.gateway.route.Route;
import io.homeport.gateway.route.Routes;
import io.homeport.gateway.visit.Visit;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Requests for customers' own domains: what a certificate authority asks for, the way to https, and
 * the app itself. A domain that is not proven answers nothing but the first.
 */
final class DomainTraffic {

  private static final CharSequence STRICT_TRANSPORT_SECURITY =
      HttpHeaders.createOptimized("Strict-Transport-Security");
  private static final int HTTPS_PORT = 443;

  private final Domains domains;
  private final Routes routes;
  private final AppTraffic apps;
  private final OptionalInt httpsPort;

  /**
   * @param httpsPort where browsers find https; empty where this door has none, and the app is
   *     served in plain to whoever ends TLS in front of it
   */
  DomainTraffic(Domains domains, Routes routes, AppTraffic apps, OptionalInt httpsPort) {
    this.domains = domains;
    this.routes = routes;
    this.apps = apps;
    this.httpsPort = httpsPort;
  }

  @Nullable Domain find(String host) {
    return domains.find(host);
  }

  void answer(HttpServerRequest request, Domain domain, Visit visit) {
    Optional<String> challenge = challengeAnswer(request, domain);
    Route route = domain.certificate().isPresent() ? routes.find(domain.host()) : null;
    if (challenge.isPresent()) {
      visit.is(Visit.Kind.CHALLENGE);
      request
          .response()
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .end(challenge.get());
    } else if (Challenges.isAsked(request)) {
      visit.is(Visit.Kind.CHALLENGE);
      Challenges.refuse(request);
    } else if (route == null) {
      visit.is(Visit.Kind.UNKNOWN_HOST);
      FriendlyPage.unknownHost().send(request);
    } else if (!request.isSSL() && httpsPort.isPresent()) {
      visit.is(Visit.Kind.REDIRECT);
      redirect(request, domain, httpsPort.getAsInt());
    } else {
      if (request.isSSL()) {
        insistOnHttps(request.response(), domain.hstsSeconds());
      }
      apps.answer(request, route, visit);
    }
  }

  private static Optional<String> challengeAnswer(HttpServerRequest request, Domain domain) {
    String path = request.path();
    return domain
        .challenge()
        .filter(asked -> path != null && path.equals(Challenges.FOLDER + asked.token()))
        .map(Domain.Challenge::answer);
  }

  private static void redirect(HttpServerRequest request, Domain domain, int port) {
    String authority = port == HTTPS_PORT ? domain.name() : domain.name() + ":" + port;
    request
        .response()
        .setStatusCode(308)
        .putHeader(HttpHeaders.LOCATION, "https://" + authority + request.uri())
        .end();
  }

  /** Unless the app says so itself, in its own words. */
  private static void insistOnHttps(HttpServerResponse response, long seconds) {
    if (seconds > 0) {
      response.headersEndHandler(head -> {
        if (!response.headers().contains(STRICT_TRANSPORT_SECURITY)) {
          response.putHeader(STRICT_TRANSPORT_SECURITY, "max-age=" + seconds);
        }
      });
    }
  }
}
