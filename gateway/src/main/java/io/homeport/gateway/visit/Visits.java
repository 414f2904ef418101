package io.homeport.gateway.visit;

import io.homeport.gateway.route.Route;
import io.homeport.gateway.route.Routes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Names requests, counts them when they end, and writes them down. */
public final class Visits {

  private static final String[] CLASSES = {"other", "1xx", "2xx", "3xx", "4xx", "5xx"};

  private final Map<Visit.Kind, Counter[]> counters = new EnumMap<>(Visit.Kind.class);
  private final Accounts accounts;
  private final Optional<AccessLog> log;

  public Visits(MeterRegistry meters, Routes routes, RateLimits limits, Optional<AccessLog> log) {
    this.accounts = new Accounts(meters, routes, limits);
    this.log = log;
    for (Visit.Kind kind : Visit.Kind.values()) {
      Counter[] byClass = new Counter[CLASSES.length];
      for (int at = 0; at < byClass.length; at++) {
        byClass[at] =
            Counter.builder("homeport.door.requests")
                .description("Requests that came to the door")
                .tag("kind", kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .tag("status", CLASSES[at])
                .register(meters);
      }
      counters.put(kind, byClass);
    }
    log.ifPresent(lines ->
        FunctionCounter.builder("homeport.door.log.dropped", lines, AccessLog::dropped)
            .description("Lines of the access log that are missing")
            .register(meters));
  }

  /** A request came: it gets its id, and is counted once its answer is sent. */
  public Visit begin(HttpServerRequest request) {
    Visit visit =
        new Visit(
            RequestIds.next(),
            request.method(),
            request.path(),
            String.valueOf(request.remoteAddress().hostAddress()));
    var response = request.response();
    response.putHeader(RequestIds.HEADER, visit.id());
    response.endHandler(ended -> end(visit, response.getStatusCode(), response.bytesWritten()));
    return visit;
  }

  /**
   * A request is for an app.
   *
   * @return how many nanoseconds the caller is to wait; 0 if the request may pass
   */
  public long admit(Visit visit, Route route) {
    AppAccount account = accounts.of(route);
    visit.isFor(route, account);
    account.begins();
    return accounts.wait(route, account, visit.client());
  }

  /** A WebSocket is closed, which had no answer that could end. */
  public void socketClosed(Visit visit) {
    end(visit, 101, 0);
  }

  /** Forgets the apps that have no route any more; otherwise done now and then. */
  public void sweep() {
    accounts.sweep();
  }

  private void end(Visit visit, int status, long bytes) {
    visit.ended(status, bytes);
    Counter[] byClass = counters.get(visit.kind());
    if (byClass != null) {
      int at = status / 100;
      byClass[at >= 1 && at <= 5 ? at : 0].increment();
    }
    AppAccount account = visit.account();
    if (account != null) {
      account.ends(visit);
      accounts.sweepIfDue();
    }
    log.ifPresent(lines -> lines.add(visit));
  }
}
