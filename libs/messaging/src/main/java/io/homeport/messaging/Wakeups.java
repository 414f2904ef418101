package io.homeport.messaging;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.pubsub.PgSubscriber;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Tells listeners at once when a transaction that concerns them committed, by PostgreSQL's
 * LISTEN/NOTIFY. A notification can be missed while the connection is down, so whoever listens also
 * looks now and then.
 */
@ApplicationScoped
public class Wakeups {

  /** What one can wait for. */
  public enum Signal {
    OUTBOX("homeport_outbox"),
    WORK("homeport_work"),
    /** The payload is the subject's id. */
    PROGRESS("homeport_progress");

    private final String channel;

    Signal(String channel) {
      this.channel = channel;
    }
  }

  private static final int RECONNECT_MILLIS = 500;
  private static final int STARTS_BEFORE_THE_LISTENERS = 10;

  private final Map<Signal, List<Consumer<String>>> listeners = new ConcurrentHashMap<>();

  @Inject Vertx vertx;

  @ConfigProperty(name = "quarkus.datasource.reactive.url")
  String url;

  @ConfigProperty(name = "quarkus.datasource.username")
  String user;

  @ConfigProperty(name = "quarkus.datasource.password")
  String password;

  private @Nullable PgSubscriber subscriber;

  /** Calls the listener, on an event loop, with each notification's payload. */
  public AutoCloseable listen(Signal signal, Consumer<String> listener) {
    List<Consumer<String>> those =
        listeners.computeIfAbsent(signal, key -> new CopyOnWriteArrayList<>());
    those.add(listener);
    return () -> those.remove(listener);
  }

  void start(@Observes @Priority(STARTS_BEFORE_THE_LISTENERS) StartupEvent event) {
    PgConnectOptions options =
        PgConnectOptions.fromUri(url.replaceFirst("^vertx-reactive:", ""))
            .setUser(user)
            .setPassword(password);
    PgSubscriber starting = PgSubscriber.subscriber(vertx, options);
    starting.reconnectPolicy(retries -> (long) RECONNECT_MILLIS);
    for (Signal signal : Signal.values()) {
      starting.channel(signal.channel).handler(payload -> tell(signal, payload));
    }
    starting.connect();
    subscriber = starting;
  }

  void stop(@Observes ShutdownEvent event) {
    if (subscriber != null) {
      subscriber.close();
    }
  }

  private void tell(Signal signal, String payload) {
    listeners.getOrDefault(signal, List.of()).forEach(listener -> listener.accept(payload));
  }
}
