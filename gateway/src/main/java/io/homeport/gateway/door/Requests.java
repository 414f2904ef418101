package io.homeport.gateway.door;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts requests by what they were for and how they ended. */
final class Requests {

  /** What a request was for. */
  enum Kind {
    FILE,
    BACKEND,
    PLATFORM,
    UNKNOWN_HOST,
    REFUSED
  }

  private static final String[] CLASSES = {"other", "1xx", "2xx", "3xx", "4xx", "5xx"};

  private final Map<Kind, Counter[]> counters = new EnumMap<>(Kind.class);

  Requests(MeterRegistry meters) {
    for (Kind kind : Kind.values()) {
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
  }

  /** Counts a request once its answer is sent. */
  void countAtEnd(Kind kind, HttpServerRequest request) {
    request.response().endHandler(end -> count(kind, request.response().getStatusCode()));
  }

  private void count(Kind kind, int status) {
    int at = status / 100;
    Counter[] byClass = counters.get(kind);
    if (byClass != null) {
      byClass[at >= 1 && at <= 5 ? at : 0].increment();
    }
  }
}
