package io.homeport.messaging.work;

import io.homeport.contracts.Failure;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.Wakeups;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Claims work, runs it on virtual threads, keeps its lease alive and ends it at its deadline. */
@ApplicationScoped
public class WorkRunner {

  private static final long LOOK_EVERY_MILLIS = 500;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** How the operating system says it (ENOSPC), in whatever an exception of the JDK adds to it. */
  private static final String NO_SPACE = "No space left on device";

  private static final int MOST_CAUSES = 20;
  private static final List<String> OUTCOMES = List.of("done", "failed", "thrown", "stale");

  /** A kind's handler and how many more may start here. */
  private record Lane(WorkHandler handler, Semaphore free) {}

  /**
   * What runs here now.
   *
   * @param extending whether its lease is being extended: what holds its row up for a while must
   *     not take all connections with it
   */
  private record Running(
      Attempt attempt,
      WorkItem item,
      WorkHandler handler,
      Thread thread,
      AtomicBoolean extending) {}

  private final List<Lane> lanes = new ArrayList<>();
  private final Map<UUID, Running> running = new ConcurrentHashMap<>();
  private final AtomicBoolean claiming = new AtomicBoolean();
  private final AtomicBoolean again = new AtomicBoolean();
  private volatile boolean stopped;

  @Inject Transactions transactions;
  @Inject Vertx vertx;
  @Inject Wakeups wakeups;
  @Inject WorkRecords records;
  @Inject MeterRegistry meters;
  @Inject @Any Instance<WorkHandler> handlers;

  @ConfigProperty(name = "homeport.work.enabled", defaultValue = "true")
  boolean enabled;

  void start(@Observes StartupEvent event) {
    if (!enabled) {
      return;
    }
    for (WorkHandler handler : handlers) {
      lanes.add(new Lane(handler, new Semaphore(handler.concurrency())));
      // There from the start, so that the first failure is seen as an increase.
      OUTCOMES.forEach(outcome -> timer(handler.kind(), outcome));
    }
    wakeups.listen(Wakeups.Signal.WORK, ignored -> claim());
    vertx.setPeriodic(LOOK_EVERY_MILLIS, timer -> claim());
    vertx.setPeriodic(LOOK_EVERY_MILLIS, timer -> keepAlive());
    claim();
  }

  /** Leaves the leases to run out soon: the next start, or another replica, takes over. */
  void stop(@Observes ShutdownEvent event) {
    stopped = true;
    running.values().forEach(each -> each.thread().interrupt());
  }

  /**
   * Looks for work of the kinds that have room. One look at a time, for all of them: many calls
   * meanwhile lead to one more.
   */
  private void claim() {
    again.set(true);
    if (stopped || !claiming.compareAndSet(false, true)) {
      return;
    }
    again.set(false);
    List<Lane> free = lanes.stream().filter(lane -> lane.free().tryAcquire()).toList();
    if (free.isEmpty()) {
      claimed(free, Optional.empty());
      return;
    }
    execute(WorkItem.CLAIM, WorkItem.kinds(free.stream().map(Lane::handler).toList()))
        .map(rows -> rows.stream().findFirst().map(WorkItem::of))
        .subscribe()
        .with(
            item -> claimed(free, item),
            failure -> {
              Log.debugf("No work claimed: %s", failure.getMessage());
              claimed(free, Optional.empty());
            });
  }

  /**
   * @param free the kinds that room was kept for
   */
  private void claimed(List<Lane> free, Optional<WorkItem> item) {
    try {
      for (Lane lane : free) {
        if (item.isPresent() && item.get().kind().equals(lane.handler().kind())) {
          begin(lane, item.get());
        } else {
          lane.free().release();
        }
      }
    } finally {
      claiming.set(false);
    }
    if (item.isPresent() || again.get()) {
      claim();
    }
  }

  private void begin(Lane lane, WorkItem item) {
    Attempt attempt = new Attempt(item, records);
    Thread thread =
        Thread.ofVirtual()
            .name(item.kind() + "-" + item.subject())
            .unstarted(() -> {
              try {
                run(lane.handler(), attempt, item);
              } finally {
                // A newer attempt of the same work may run here already; it stays.
                running.computeIfPresent(
                    item.id(), (id, each) -> each.attempt() == attempt ? null : each);
                lane.free().release();
                claim();
              }
            });
    running.put(item.id(), new Running(attempt, item, lane.handler(), thread, new AtomicBoolean()));
    thread.start();
  }

  private void run(WorkHandler handler, Attempt attempt, WorkItem item) {
    Instant began = Instant.now();
    try {
      if (item.attempt() > handler.maxAttempts()) {
        fail(handler, attempt, item, interruptedTooOften(item));
        count(item, "failed", began);
      } else if (Instant.now().isAfter(item.deadline())) {
        fail(handler, attempt, item, tookTooLong(handler));
        count(item, "failed", began);
      } else {
        handler.run(attempt);
        count(item, "done", began);
      }
    } catch (StaleAttempt e) {
      Log.infof("%s", e.getMessage());
      count(item, "stale", began);
    } catch (FailedWork e) {
      fail(handler, attempt, item, e.failure());
      count(item, "failed", began);
    } catch (Throwable e) {
      // An Error of one piece of work must not take the service down with it.
      boolean again = afterThrow(handler, attempt, item, e);
      count(item, again ? "thrown" : "failed", began);
    }
  }

  /** Whether it is tried again. */
  private boolean afterThrow(
      WorkHandler handler, Attempt attempt, WorkItem item, Throwable thrown) {
    Thread.interrupted();
    if (stopped) {
      Log.infof("%s %s stops here and is resumed later", item.kind(), item.subject());
      quietly(() -> records.tryAgain(item, "The service was stopped.", Duration.ZERO));
      return true;
    } else if (Instant.now().isAfter(item.deadline())) {
      fail(handler, attempt, item, tookTooLong(handler));
      return false;
    } else if (item.attempt() >= handler.maxAttempts()) {
      Log.errorf(thrown, "%s %s failed for good", item.kind(), item.subject());
      fail(handler, attempt, item, unexpected(item, thrown));
      return false;
    } else {
      Duration pause = pause(item.attempt());
      Log.warnf(thrown, "%s %s is tried again in %s", item.kind(), item.subject(), pause);
      quietly(() -> records.tryAgain(item, thrown.toString(), pause));
      return true;
    }
  }

  private void fail(WorkHandler handler, Attempt attempt, WorkItem item, Failure failure) {
    quietly(() -> records.fail(item, failure.toString(), () -> handler.failed(attempt, failure)));
  }

  /** If even this cannot be recorded, the lease runs out and the work is taken up again. */
  private static void quietly(Runnable record) {
    try {
      record.run();
    } catch (StaleAttempt e) {
      Log.infof("%s", e.getMessage());
    } catch (RuntimeException e) {
      Log.warnf("Not recorded, the lease will run out: %s", e.getMessage());
    }
  }

  private void keepAlive() {
    Instant now = Instant.now();
    for (Running each : running.values()) {
      if (now.isAfter(each.item().deadline())) {
        each.thread().interrupt();
      } else if (each.extending().compareAndSet(false, true)) {
        extendLease(each);
      }
    }
  }

  private void extendLease(Running each) {
    WorkItem item = each.item();
    execute(
            """
            update work set lease_until = now() + $3 * interval '1 millisecond'
            where id = $1 and attempt = $2 and state = 'running' returning id
            """,
            Tuple.of(item.id(), item.attempt(), each.handler().lease().toMillis()))
        .ifNoItem()
        .after(each.handler().lease())
        .fail()
        .onTermination()
        .invoke(() -> each.extending().set(false))
        .subscribe()
        .with(
            rows -> {
              boolean overtaken = rows.size() == 0 && !each.attempt().isEnding();
              if (overtaken && running.get(item.id()) == each) {
                each.thread().interrupt();
              }
            },
            failure -> Log.warnf("Lease not extended: %s", failure.getMessage()));
  }

  private Uni<RowSet<Row>> execute(String sql, Tuple parameters) {
    return transactions.acrossOrganizations(
        connection -> connection.preparedQuery(sql).execute(parameters));
  }

  private void count(WorkItem item, String outcome, Instant began) {
    timer(item.kind(), outcome).record(Duration.between(began, Instant.now()));
  }

  /**
   * How often an attempt ended so and how long it took: done, failed for good, thrown and to be
   * tried again, or stale because another has taken over.
   */
  private Timer timer(String kind, String outcome) {
    return meters.timer("homeport.work", "kind", kind, "outcome", outcome);
  }

  private static Duration pause(int attempt) {
    long millis = FIRST_PAUSE.toMillis() << Math.min(attempt - 1, 10);
    return Duration.ofMillis(Math.min(millis, LONGEST_PAUSE.toMillis()));
  }

  private static Failure interruptedTooOften(WorkItem item) {
    return Failure.operator(
        "The %s was interrupted %d times.".formatted(item.kind(), item.attempt() - 1),
        "Look in the service's log for why it stops, then start the " + item.kind() + " again.");
  }

  private static Failure tookTooLong(WorkHandler handler) {
    return Failure.operator(
        "The %s took longer than %s.".formatted(handler.kind(), handler.deadline()),
        "Look at its log for where it hangs, then start it again.");
  }

  private static Failure unexpected(WorkItem item, Throwable thrown) {
    return isFullDisk(thrown)
        ? Failure.operator(
            "The %s failed %d times, the last time because there is no space left on a disk."
                .formatted(item.kind(), item.attempt()),
            "Make room on the disks of this installation, then start the %s again."
                .formatted(item.kind()))
        : unknown(item, thrown);
  }

  private static boolean isFullDisk(Throwable thrown) {
    return Stream.iterate(thrown, each -> each != null, Throwable::getCause)
        .limit(MOST_CAUSES)
        .anyMatch(each -> String.valueOf(each.getMessage()).contains(NO_SPACE));
  }

  private static Failure unknown(WorkItem item, Throwable thrown) {
    return Failure.operator(
        "The %s failed %d times, the last time with %s."
            .formatted(item.kind(), item.attempt(), thrown.getClass().getSimpleName()),
        "Look in the service's log for the cause, then start the " + item.kind() + " again.");
  }
}
