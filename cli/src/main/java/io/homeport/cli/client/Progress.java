package io.homeport.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the progress of slow work and survives broken connections: it reconnects with the last
 * event id, so no line is missed and none is told twice.
 */
public final class Progress {

  /**
   * One line of progress.
   *
   * @param step a short stable name
   * @param ended whether the work is over
   */
  public record Line(Instant at, String step, String message, boolean ended) {}

  private static final Duration BEFORE_RECONNECTING = Duration.ofMillis(500);

  private final Api api;
  private final String path;
  private final Consumer<Line> listener;
  private final Set<String> told = new HashSet<>();
  private @Nullable String lastEventId;
  private boolean ended;

  /**
   * @param resource the path of the resource, below the API's prefix
   * @param listener gets every line once, in order
   */
  public Progress(Api api, String resource, Consumer<Line> listener) {
    this.api = api;
    this.path = resource + "/progress";
    this.listener = listener;
  }

  /**
   * Follows until the work ends.
   *
   * @return false if the deadline passed before
   */
  public boolean follow(Instant deadline) {
    while (!ended && Instant.now().isBefore(deadline)) {
      try {
        connection();
      } catch (IOException broken) {
        pause();
      } catch (Refused refused) {
        if (refused.status() < 500) {
          throw refused;
        }
        pause();
      }
    }
    return ended;
  }

  private void connection() throws IOException {
    EventStream.read(api.events(path, lastEventId), this::dispatch);
    if (!ended) {
      pause();
    }
  }

  private boolean dispatch(@Nullable String id, String data) throws IOException {
    if (id != null) {
      lastEventId = id;
      if (!told.add(id)) {
        return true;
      }
    }
    JsonNode json = Json.MAPPER.readTree(data);
    Line line =
        new Line(
            instant(json.path("at")),
            json.path("step").asText(),
            json.path("message").asText(),
            json.path("ended").asBoolean());
    listener.accept(line);
    ended = line.ended();
    return !ended;
  }

  private static Instant instant(JsonNode at) {
    return at.isTextual() ? Instant.parse(at.asText()) : Instant.now();
  }

  private static void pause() {
    LockSupport.parkNanos(BEFORE_RECONNECTING.toNanos());
  }
}
