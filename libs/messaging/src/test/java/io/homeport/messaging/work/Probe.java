package io.homeport.messaging.work;

import io.homeport.contracts.Failure;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Work whose every run a test decides. */
@Singleton
public class Probe implements WorkHandler {

  /** What a run does. */
  @FunctionalInterface
  interface Run {
    void go(Attempt attempt) throws Exception;
  }

  static final String KIND = "probe";

  final Map<UUID, Run> runs = new ConcurrentHashMap<>();
  final List<String> failures = new CopyOnWriteArrayList<>();

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public int concurrency() {
    return 4;
  }

  @Override
  public Duration lease() {
    return Duration.ofSeconds(2);
  }

  @Override
  public Duration deadline() {
    return Duration.ofSeconds(6);
  }

  @Override
  public int maxAttempts() {
    return 3;
  }

  @Override
  public void run(Attempt attempt) throws Exception {
    runs.getOrDefault(attempt.subject(), Probe::finish).go(attempt);
  }

  @Override
  public Uni<Void> failed(Attempt attempt, Failure failure) {
    return effect(attempt, "failed: " + failure.what());
  }

  static void finish(Attempt attempt) {
    attempt.complete(() -> effect(attempt, "done by attempt " + attempt.number()));
  }

  /** Takes a while within the transaction. */
  static Uni<Void> pause(Duration pause) {
    return Panache.getSession()
        .chain(session ->
            session
                .createNativeQuery(
                    "select 1 from pg_sleep(" + pause.toMillis() / 1000.0 + ")", Integer.class)
                .getSingleResult())
        .replaceWithVoid();
  }

  static Uni<Void> effect(Attempt attempt, String what) {
    return Panache.getSession()
        .chain(session ->
            session
                .createNativeQuery(
                    "insert into effect (organization_id, app_id, what) values (:o, :a, :w)")
                .setParameter("o", attempt.organization().value())
                .setParameter("a", attempt.subject())
                .setParameter("w", what)
                .executeUpdate())
        .replaceWithVoid();
  }
}
