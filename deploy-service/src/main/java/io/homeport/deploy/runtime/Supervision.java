package io.homeport.deploy.runtime;

import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.ReleaseId;
import io.homeport.deploy.environment.BackendStates;
import io.homeport.deploy.environment.BackendView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How backends are, and when those that failed may be started again. */
@ApplicationScoped
public class Supervision implements BackendStates {

  private record Seen(String state, @Nullable String reason, Instant since) {
    boolean isSame(String otherState, @Nullable String otherReason) {
      return state.equals(otherState) && Objects.equals(reason, otherReason);
    }
  }

  private final Map<Place, Setback> setbacks = new ConcurrentHashMap<>();
  private final Map<Place, Seen> seen = new ConcurrentHashMap<>();
  private final Clock clock;

  @Inject
  Supervision(Clock clock) {
    this.clock = clock;
  }

  /** It was to run and did not. Seen again before it was started again, that is the same end. */
  public void ended(Place place, String reason) {
    Setback known = setbacks.get(place);
    if (known == null || !known.waits()) {
      failed(place, reason);
    }
  }

  /** It did not start, or ended. */
  public void failed(Place place, String reason) {
    Instant now = clock.instant();
    setbacks.compute(
        place,
        (key, known) ->
            known == null || known.isOver(now)
                ? Setback.first(reason, now)
                : known.again(reason, now));
  }

  /** How long it is still to be left alone; zero when it may be started. */
  public Duration pause(Place place) {
    Setback known = setbacks.get(place);
    Instant now = clock.instant();
    return known == null || !now.isBefore(known.notBefore())
        ? Duration.ZERO
        : Duration.between(now, known.notBefore());
  }

  /** It is started, after whatever happened before. */
  public void started(Place place) {
    setbacks.computeIfPresent(place, (key, known) -> known.tried(clock.instant()));
    see(place, "running", null);
  }

  /**
   * It runs and is well.
   *
   * @param awakeBecause why it does not sleep although it may; null if there is no such reason
   */
  public void well(Place place, @Nullable String awakeBecause) {
    setbacks.computeIfPresent(
        place,
        (key, known) -> {
          Setback tried = known.waits() ? known.tried(clock.instant()) : known;
          return tried.isOver(clock.instant()) ? null : tried;
        });
    see(place, "running", awakeBecause);
  }

  public void asleep(Place place) {
    see(place, "asleep", "No request came for as long as its environment says.");
  }

  private void see(Place place, String state, @Nullable String reason) {
    seen.compute(
        place,
        (key, known) ->
            known != null && known.isSame(state, reason)
                ? known
                : new Seen(state, reason, clock.instant()));
  }

  /** Others are no longer wanted. */
  public void keepOnly(Set<Place> wanted) {
    setbacks.keySet().retainAll(wanted);
    seen.keySet().retainAll(wanted);
  }

  @Override
  public Optional<BackendView> of(EnvironmentId environment, ReleaseId release) {
    Optional<BackendView> failing =
        setbacks.entrySet().stream()
            .filter(each -> is(each.getKey(), environment, release) && each.getValue().waits())
            .map(each -> view(each.getValue()))
            .findFirst();
    return failing.or(() ->
        seen.entrySet().stream()
            .filter(each -> is(each.getKey(), environment, release))
            .map(each -> view(each.getValue(), failures(each.getKey())))
            .findFirst());
  }

  private int failures(Place place) {
    Setback known = setbacks.get(place);
    return known == null ? 0 : known.failures();
  }

  private static boolean is(Place place, EnvironmentId environment, ReleaseId release) {
    return place.environment().equals(environment.value())
        && place.release().equals(release.value());
  }

  private static BackendView view(Setback known) {
    return new BackendView(
        "restarting", known.reason(), known.since(), known.failures(), known.notBefore());
  }

  private static BackendView view(Seen known, int failures) {
    return new BackendView(known.state(), known.reason(), known.since(), failures, null);
  }
}
