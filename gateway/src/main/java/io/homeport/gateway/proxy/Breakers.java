package io.homeport.gateway.proxy;

import io.homeport.gateway.route.Backend;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps requests from waiting for backends that do not answer. After some failures in a row a
 * backend is not asked for a while; then one request tries it, and either it is back or the while
 * is twice as long. Only what says that nobody is there is a failure: no connection, or one that is
 * closed without an answer. Answers of an app, errors too, are none.
 */
public final class Breakers {

  private static final Logger LOG = LoggerFactory.getLogger(Breakers.class);

  private static final int FAILURES = 5;
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /** Backends end, and others come on other ports. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(10);

  private static final int MANY = 1_000;

  /** Of a backend that failed and did not work since; times are of {@link System#nanoTime}. */
  private record Failing(int inRow, long at, Duration pause, long notBefore) {
    boolean isOpen() {
      return inRow >= FAILURES;
    }

    Failing again(long now) {
      int failures = inRow + 1;
      if (failures < FAILURES) {
        return new Failing(failures, now, FIRST, now);
      }
      Duration next = failures == FAILURES ? FIRST : min(pause.multipliedBy(2));
      return new Failing(failures, now, next, now + next.toNanos());
    }

    /** Lets one request through, and the next only if nothing is known of it for a while. */
    Failing tried(long now) {
      return new Failing(inRow, at, pause, now + pause.toNanos());
    }

    private static Duration min(Duration pause) {
      return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }
  }

  private final Map<Backend, Failing> failing = new ConcurrentHashMap<>();
  private final AtomicLong opened = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  boolean mayTry(Backend backend) {
    Failing now = failing.get(backend);
    if (now == null || !now.isOpen()) {
      return true;
    }
    long time = System.nanoTime();
    boolean due = time - now.notBefore() >= 0 && failing.replace(backend, now, now.tried(time));
    if (!due) {
      refused.incrementAndGet();
    }
    return due;
  }

  void failed(Backend backend) {
    long now = System.nanoTime();
    Failing after =
        failing.merge(
            backend, new Failing(1, now, FIRST, now), (before, first) -> before.again(now));
    if (after.inRow() == FAILURES) {
      opened.incrementAndGet();
      LOG.warn("{}:{} does not answer; it is asked less", backend.host(), backend.port());
    }
    if (failing.size() > MANY) {
      failing.values().removeIf(each -> now - each.at() > FORGOTTEN.toNanos());
    }
  }

  void worked(Backend backend) {
    if (!failing.isEmpty()) {
      Failing before = failing.remove(backend);
      if (before != null && before.isOpen()) {
        LOG.info("{}:{} answers again", backend.host(), backend.port());
      }
    }
  }

  /** How many backends are not asked at the moment. */
  public long open() {
    return failing.values().stream().filter(Failing::isOpen).count();
  }

  /** How often one was found not to answer. */
  public long opened() {
    return opened.get();
  }

  /** How many requests were refused at once. */
  public long refused() {
    return refused.get();
  }
}
