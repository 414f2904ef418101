package io.homeport.cli.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
 *     events</a>
 */
final class EventStream {

  /** Takes events, one after the other. */
  @FunctionalInterface
  interface Listener {

    /**
     * Takes one event.
     *
     * @param id the last one that the stream named; null if it named none
     * @return whether to go on
     */
    boolean event(@Nullable String id, String data) throws IOException;
  }

  /** Reads until the stream ends or the listener has enough, and closes it. */
  static void read(InputStream stream, Listener listener) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      @Nullable String id = null;
      StringBuilder data = new StringBuilder();
      boolean goOn = true;
      for (String line = reader.readLine(); line != null && goOn; line = next(reader, goOn)) {
        if (line.isEmpty()) {
          goOn = data.isEmpty() || listener.event(id, data.toString());
          data.setLength(0);
        } else if (line.startsWith("id:")) {
          id = line.substring(3).strip();
        } else if (line.startsWith("data:")) {
          data.append(line.substring(5).strip());
        }
      }
    }
  }

  /** Nothing is waited for once the listener has enough. */
  private static @Nullable String next(BufferedReader reader, boolean goOn) throws IOException {
    return goOn ? reader.readLine() : null;
  }

  private EventStream() {}
}
