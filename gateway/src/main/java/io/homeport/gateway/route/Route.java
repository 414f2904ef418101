package io.homeport.gateway.route;

import io.homeport.contracts.AppId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.events.RouteChanged;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.Optional;

/**
 * What answers a host: one immutable value, so that files, backend and release always belong
 * together. A request keeps the route it started with.
 *
 * @param host in lower case, without port
 * @param releaseHeader the release's id as the header value that every response carries
 * @param releaseNumberHeader its number within the app, likewise
 * @param changedAt when the switch to this release was decided
 */
public record Route(
    String host,
    AppId app,
    EnvironmentId environment,
    ReleaseId release,
    CharSequence releaseHeader,
    CharSequence releaseNumberHeader,
    Site site,
    Optional<Backend> backend,
    Instant changedAt) {

  static Route of(RouteChanged event, Site site) {
    return new Route(
        HostName.normalized(event.host()),
        event.app(),
        event.environmentId(),
        event.releaseId(),
        HttpHeaders.createOptimized(event.releaseId().toString()),
        HttpHeaders.createOptimized(Integer.toString(event.releaseNumber())),
        site,
        event.backend().map(Backend::of),
        event.changedAt());
  }
}
