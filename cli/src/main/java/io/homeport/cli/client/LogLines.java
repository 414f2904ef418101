package io.homeport.cli.client;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Follows what an environment's programs write, and survives broken connections. */
public final class LogLines {
  private static final Duration BEFORE_RECONNECTING = Duration.ofSeconds(1);

  private final Api api;
  private final String path;
  private final Consumer<Resource> listener;
  private @Nullable String lastEventId;

  /**
   * @param environment its id
   * @param listener gets every line, in order
   */
  public LogLines(Api api, String environment, Consumer<Resource> listener) {
    this.api = api;
    this.path = "/environments/%s/logs/stream".formatted(environment);
    this.listener = listener;
  }

  /** Follows until this thread is interrupted. */
  public void follow() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        EventStream.read(api.events(path, lastEventId), this::take);
      } catch (IOException broken) {
        // Tried again below.
      } catch (Refused refused) {
        if (refused.status() < 500) {
          throw refused;
        }
      }
      LockSupport.parkNanos(BEFORE_RECONNECTING.toNanos());
    }
  }

  private boolean take(@Nullable String id, String data) {
    if (id != null) {
      lastEventId = id;
    }
    listener.accept(new Resource(Json.read(data)));
    return !Thread.currentThread().isInterrupted();
  }
}
