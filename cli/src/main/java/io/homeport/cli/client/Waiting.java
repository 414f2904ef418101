package io.homeport.cli.client;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.ExitCode;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waiting for what the services do by themselves. */
public final class Waiting {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  /**
   * Follows a resource until its state says that it is over. A service that goes away meanwhile is
   * waited for.
   *
   * @param resource its path below the API's prefix, such as {@code /imports/<id>}
   * @param over whether a state is a last one
   * @throws CommandFailed if it is not over in time
   */
  public static Resource untilOver(
      Api api,
      String resource,
      Predicate<Resource> over,
      Duration limit,
      Consumer<Progress.Line> listener) {
    Instant deadline = Instant.now().plus(limit);
    Progress progress = new Progress(api, resource, listener);
    progress.follow(deadline);
    return until(
        "%s was not over after %d s.".formatted(resource, limit.toSeconds()),
        Duration.between(Instant.now(), deadline).plusSeconds(5),
        () -> api.get(resource),
        over);
  }

  /**
   * Looks again and again until what is seen is as wanted.
   *
   * @param otherwise what is said when it is not so in time
   */
  public static <T> T until(
      String otherwise, Duration limit, Supplier<T> look, Predicate<T> wanted) {
    Instant deadline = Instant.now().plus(limit);
    while (true) {
      try {
        T seen = look.get();
        if (wanted.test(seen)) {
          return seen;
        }
      } catch (CommandFailed failed) {
        if (!mayPass(failed) || Instant.now().isAfter(deadline)) {
          throw failed;
        }
      }
      if (Instant.now().isAfter(deadline)) {
        throw CommandFailed.failed(otherwise, "Look again later; the work goes on.");
      }
      pause();
    }
  }

  /** Asks until there is an answer from whoever may be starting again. */
  public static <T> T untilAnswered(Duration limit, Supplier<T> request) {
    return until("There was no answer.", limit, request, answer -> true);
  }

  /**
   * Asks again while the server has not yet heard of what another part of it already knows: parts
   * of Homeport tell each other by events, which takes moments.
   *
   * @param notYet whether a refusal may be because of that
   */
  public static <T> T untilHeard(Duration limit, Predicate<Refused> notYet, Supplier<T> request) {
    Instant deadline = Instant.now().plus(limit);
    while (true) {
      try {
        return request.get();
      } catch (Refused refused) {
        if (!notYet.test(refused) || Instant.now().isAfter(deadline)) {
          throw refused;
        }
      }
      pause();
    }
  }

  /** What an answer may be while a part of Homeport starts again. */
  private static boolean mayPass(CommandFailed failed) {
    return failed.exitCode() == ExitCode.UNREACHABLE
        || failed instanceof Refused refused && refused.status() >= 500;
  }

  private static void pause() {
    LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    if (Thread.currentThread().isInterrupted()) {
      throw CommandFailed.failed("Interrupted.", null);
    }
  }

  private Waiting() {}
}
