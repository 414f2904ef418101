package io.homeport.deploy.runtime;

import io.homeport.api.ProblemException;
import io.homeport.api.Problems;
import io.homeport.contracts.OrganizationId;
import io.homeport.deploy.target.LogFollower;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What apps write, to those who follow it. The id of an event is the time of its line, so that who
 * reconnects goes on after it. Where nothing is written a comment says so, by which a client that
 * is gone is noticed.
 */
@ApplicationScoped
class LogStreams {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final int LOOKS_BEFORE_COMMENT = 30;
  private static final int MOST_AT_ONCE = 5_000;

  /** Of one organization: each reads files twice in a second. */
  static final int MOST_FOLLOWERS = 50;

  private final AtomicInteger followers = new AtomicInteger();
  private final Map<OrganizationId, Integer> byOrganization = new ConcurrentHashMap<>();

  @Inject
  LogStreams(MeterRegistry meters) {
    meters.gauge("homeport.logs.followers", followers);
  }

  /**
   * Ends when the client goes.
   *
   * @throws ProblemException 429 when the organization follows too many
   */
  Multi<OutboundSseEvent> of(
      OrganizationId organization, LogFollower follower, Instant after, Sse sse) {
    if (byOrganization.getOrDefault(organization, 0) >= MOST_FOLLOWERS) {
      throw Problems.tooMany(
          "Your organization follows %d logs already.".formatted(MOST_FOLLOWERS),
          "End some of them first.");
    }
    var reader = new Reader(follower, after, sse);
    return Multi.createFrom()
        .ticks()
        .every(LOOK_EVERY)
        .onOverflow()
        .drop()
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .onItem()
        .<OutboundSseEvent>transformToIterable(tick -> reader.next())
        .onSubscription()
        .invoke(() -> {
          followers.incrementAndGet();
          byOrganization.merge(organization, 1, Integer::sum);
        })
        .onTermination()
        .invoke(() -> {
          followers.decrementAndGet();
          byOrganization.computeIfPresent(organization, (id, open) -> open == 1 ? null : open - 1);
        });
  }

  private static final class Reader {
    private final LogFollower follower;
    private final Sse sse;
    private Instant after;
    private int silent;

    Reader(LogFollower follower, Instant after, Sse sse) {
      this.follower = follower;
      this.after = after;
      this.sse = sse;
    }

    List<OutboundSseEvent> next() {
      List<AppLogLine> lines = AppLogLine.latest(follower.more(), after, MOST_AT_ONCE);
      // What the first look found may be known; what is found later is new.
      after = Instant.EPOCH;
      if (!lines.isEmpty()) {
        silent = 0;
        return lines.stream().map(this::event).toList();
      }
      silent = (silent + 1) % LOOKS_BEFORE_COMMENT;
      return silent == 0
          ? List.of(sse.newEventBuilder().comment("nothing was written").build())
          : List.of();
    }

    private OutboundSseEvent event(AppLogLine line) {
      OutboundSseEvent.Builder event =
          sse.newEventBuilder()
              .name("line")
              .mediaType(MediaType.APPLICATION_JSON_TYPE)
              .data(AppLogLine.class, line);
      if (line.time() != null) {
        event.id(line.time().toString());
      }
      return event.build();
    }
  }
}
