package io.homeport.gateway.route;

import io.homeport.contracts.AppId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.events.RouteChanged;
import io.vertx.core.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What answers a host: one immutable value, so that files, backend and release always belong
 * together. A request keeps the route it started with.
 *
 * @param host in lower case, without port
 * @param releaseHeader the release's id as the header value that every response carries
 * @param releaseNumberHeader its number within the app, likewise
 * @param earlier what answered this host before, the latest first: pages that were loaded from them
 *     still ask for their files
 * @param maxBodyBytes the largest body of a request to the backend; 0 for the usual one
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
    long maxBodyBytes,
    Instant changedAt,
    List<Route> earlier) {

  private static final int EARLIER = 3;

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
        event.maxBodyBytes(),
        event.changedAt(),
        List.of());
  }

  /** This route, and behind it the one that it takes the place of. */
  Route after(@Nullable Route before) {
    if (before == null) {
      return this;
    }
    List<Route> others =
        Stream.concat(Stream.of(before.alone()), before.earlier.stream())
            .filter(each -> !each.release.equals(release))
            .limit(EARLIER)
            .toList();
    return new Route(
        host,
        app,
        environment,
        release,
        releaseHeader,
        releaseNumberHeader,
        site,
        backend,
        maxBodyBytes,
        changedAt,
        others);
  }

  private Route alone() {
    return new Route(
        host,
        app,
        environment,
        release,
        releaseHeader,
        releaseNumberHeader,
        site,
        backend,
        maxBodyBytes,
        changedAt,
        List.of());
  }

  /** A file whose name changes with its content, of a release that answered this host before. */
  public Optional<Route> earlierWith(String path) {
    return earlier.stream().filter(each -> each.hasForEver(path)).findFirst();
  }

  private boolean hasForEver(String path) {
    return site instanceof Site.Loaded loaded
        && loaded.manifest().file(path).filter(SiteFile::immutable).isPresent();
  }
}
