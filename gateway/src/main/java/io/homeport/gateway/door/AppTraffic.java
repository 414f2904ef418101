package io.homeport.gateway.door;

import io.homeport.gateway.http.FriendlyPage;
import io.homeport.gateway.http.Problem;
import io.homeport.gateway.proxy.Forwarder;
import io.homeport.gateway.proxy.Target;
import io.homeport.gateway.proxy.Watcher;
import io.homeport.gateway.route.Route;
import io.homeport.gateway.route.Routes;
import io.homeport.gateway.route.Site;
import io.homeport.gateway.route.SiteManifest;
import io.homeport.gateway.visit.Visit;
import io.homeport.gateway.visit.Visits;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Requests for deployed apps: files of the release, and what its backend answers. Every response
 * says which release it comes from.
 */
final class AppTraffic {

  private static final CharSequence X_RELEASE = HttpHeaders.createOptimized("X-Homeport-Release");

  /** The same, for readers of before: the door and they are not replaced at one moment. */
  private static final CharSequence RELEASE = HttpHeaders.createOptimized("Homeport-Release");

  private static final CharSequence RELEASE_NUMBER =
      HttpHeaders.createOptimized("Homeport-Release-Number");

  /**
   * What a Supabase-compatible backend answers; everything else is a file, or for the app's own
   * server.
   */
  private static final List<String> BACKEND_PREFIXES =
      List.of(
          "/rest/v1",
          "/auth/v1",
          "/storage/v1",
          "/functions/v1",
          "/realtime/v1",
          "/graphql/v1",
          // Where the sign-in of Lovable's wrapper begins.
          "/~oauth");

  private final Routes routes;
  private final Forwarder forwarder;
  private final FileSender files;
  private final Visits visits;

  AppTraffic(Routes routes, Forwarder forwarder, FileSender files, Visits visits) {
    this.routes = routes;
    this.forwarder = forwarder;
    this.files = files;
    this.visits = visits;
  }

  void answer(HttpServerRequest request, Route route, Visit visit) {
    mark(request.response().headers(), route);
    long wait = visits.admit(visit, route);
    if (wait > 0) {
      visit.is(Visit.Kind.LIMITED);
      Problem.tooMany(Duration.ofNanos(wait)).sendAndClose(request);
      return;
    }
    switch (RequestPath.of(request.path())) {
      case RequestPath.Refused(String why) ->
          Problem.badRequest("bad-path", "The path " + why).sendAndClose(request);
      case RequestPath.Clean(String path) -> {
        if (route.backend().isPresent()
            && (isForBackend(path) || isForServer(request, route, path))) {
          visit.is(Visit.Kind.BACKEND);
          forwarder.forward(
              request,
              () -> currentTarget(route.host(), visit),
              Optional.empty(),
              route.maxBodyBytes());
        } else {
          visit.is(Visit.Kind.FILE);
          answerFile(request, route, path);
        }
      }
    }
  }

  private void answerFile(HttpServerRequest request, Route route, String path) {
    switch (route.site()) {
      case Site.Loaded loaded -> {
        FileRequest asked = FileRequest.of(request, path);
        FileAnswer answer = FileAnswer.of(loaded.manifest(), asked);
        Optional<Route> earlier =
            answer instanceof FileAnswer.NotFound ? route.earlierWith(path) : Optional.empty();
        if (earlier.isPresent() && earlier.get().site() instanceof Site.Loaded before) {
          mark(request.response().headers(), earlier.get());
          send(request, FileAnswer.of(before.manifest(), asked), before.manifest(), path);
        } else {
          send(request, answer, loaded.manifest(), path);
        }
      }
      case Site.Missing missing -> FriendlyPage.of(Problem.unavailable()).send(request);
    }
  }

  private void send(HttpServerRequest request, FileAnswer answer, SiteManifest site, String path) {
    files.send(
        request,
        answer,
        site.hosting().headers(path),
        problem -> FriendlyPage.of(problem).send(request));
  }

  /** Asked for each attempt: a request that finds its backend gone goes to the current one. */
  private Optional<Target> currentTarget(String host, Visit visit) {
    Route route = routes.find(host);
    if (route == null) {
      return Optional.empty();
    }
    visit.isAnsweredBy(route);
    return route
        .backend()
        .map(backend -> new Target(backend, headers -> mark(headers, route), watcher(visit)));
  }

  private Watcher watcher(Visit visit) {
    return new Watcher() {
      @Override
      public void answered(long nanos) {
        visit.waited(nanos);
      }

      @Override
      public void socketClosed() {
        visits.socketClosed(visit);
      }
    };
  }

  private static void mark(MultiMap headers, Route route) {
    headers.set(X_RELEASE, route.releaseHeader());
    headers.set(RELEASE, route.releaseHeader());
    headers.set(RELEASE_NUMBER, route.releaseNumberHeader());
  }

  /** An app's own server answers everything but files that are read. */
  private static boolean isForServer(HttpServerRequest request, Route route, String path) {
    return route.site() instanceof Site.Loaded(var digest, SiteManifest site)
        && site.hasServer()
        && !(isRead(request) && site.file(path).isPresent());
  }

  private static boolean isRead(HttpServerRequest request) {
    return request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
  }

  static boolean isForBackend(String path) {
    for (String prefix : BACKEND_PREFIXES) {
      if (path.startsWith(prefix)
          && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')) {
        return true;
      }
    }
    return false;
  }
}
