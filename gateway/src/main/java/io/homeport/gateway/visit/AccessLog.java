package io.homeport.gateway.visit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.homeport.gateway.route.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON for each request. Requests never wait for it: they are queued, and dropped and
 * counted when the queue is full. Queries are left out, since they carry keys and tokens.
 */
public final class AccessLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

  private static final int QUEUED = 16_384;
  private static final int PATH_CHARS = 1_024;

  /** Between writings: nobody is woken for a single line, which would cost more than the line. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private static final JsonFactory JSON = new JsonFactory();

  private final BlockingQueue<Visit> queue;
  private final AtomicLong dropped = new AtomicLong();
  private final ClientAddress addresses;
  private final OutputStream out;
  private final Thread writer;
  private volatile boolean closed;

  public AccessLog(OutputStream out, ClientAddress addresses) {
    this(out, addresses, QUEUED);
  }

  AccessLog(OutputStream out, ClientAddress addresses, int queued) {
    this.out = out;
    this.addresses = addresses;
    this.queue = new ArrayBlockingQueue<>(queued);
    this.writer = Thread.ofPlatform().daemon().name("access-log").start(this::write);
  }

  void add(Visit visit) {
    if (!queue.offer(visit)) {
      dropped.incrementAndGet();
    }
  }

  /** How many lines are missing because they could not be written fast enough, or at all. */
  long dropped() {
    return dropped.get();
  }

  /** Writes what is queued, and ends. */
  @Override
  public void close() {
    closed = true;
    try {
      writer.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    List<Visit> visits = new ArrayList<>();
    boolean last = false;
    while (!last) {
      last = closed;
      queue.drainTo(visits);
      write(visits);
      visits.clear();
      if (!last) {
        pause();
      }
    }
  }

  private void write(List<Visit> visits) {
    if (visits.isEmpty()) {
      return;
    }
    try {
      var lines = new ByteArrayOutputStream(visits.size() * 384);
      for (Visit visit : visits) {
        line(visit, lines);
      }
      lines.writeTo(out);
      out.flush();
    } catch (IOException e) {
      dropped.addAndGet(visits.size());
      LOG.warn("Lines of the access log cannot be written: {}", e.getMessage());
    }
  }

  private void line(Visit visit, ByteArrayOutputStream lines) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(lines)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeStringField("log", "access");
      json.writeStringField("time", visit.since().toString());
      json.writeStringField("request", visit.id());
      text(json, "host", visit.host());
      Route route = visit.route();
      if (route != null) {
        json.writeStringField("app", route.app().toString());
        json.writeStringField("environment", route.environment().toString());
        json.writeStringField("release", route.release().toString());
      }
      json.writeStringField("kind", visit.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
      json.writeStringField("method", visit.method().name());
      text(json, "path", path(visit.path()));
      json.writeNumberField("status", visit.status());
      json.writeNumberField("bytes", visit.bytes());
      json.writeNumberField("ms", millis(visit.took()));
      if (visit.waited() >= 0) {
        json.writeNumberField("upstreamMs", millis(visit.waited()));
      }
      text(json, "client", addresses.of(visit.client()));
      json.writeEndObject();
    }
    lines.write('\n');
  }

  private static void text(JsonGenerator json, String name, @Nullable String value)
      throws IOException {
    if (value != null) {
      json.writeStringField(name, value);
    }
  }

  private static @Nullable String path(@Nullable String path) {
    return path == null || path.length() <= PATH_CHARS ? path : path.substring(0, PATH_CHARS) + "…";
  }

  private static double millis(long nanos) {
    return nanos / 1_000 / 1_000.0;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
