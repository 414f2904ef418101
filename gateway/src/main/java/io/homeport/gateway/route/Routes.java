package io.homeport.gateway.route;

import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.events.RouteChanged;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The route of every host: a projection of the compacted topic, in memory. Requests read it without
 * waiting; one thread changes it, in two steps: it notes changes as they come, then settles them,
 * which loads what the new release publishes and switches. A switch is one reference: whoever asks
 * afterwards gets the new release, whole.
 */
public final class Routes {

  private final Map<String, Route> byHost = new ConcurrentHashMap<>();

  /** The newest change of each host that is not settled. */
  private final Map<String, RouteChanged> waiting = new ConcurrentHashMap<>();

  /** When the last route of a closed host was decided, so that an older one cannot reopen it. */
  private final Map<String, Instant> closed = new ConcurrentHashMap<>();

  private final AtomicLong switches = new AtomicLong();
  private final AtomicLong stale = new AtomicLong();
  private final Sites sites;

  public Routes(Sites sites) {
    this.sites = sites;
  }

  /** The route of a host now; null for a host that nothing answers. */
  public @Nullable Route find(String host) {
    return byHost.get(host);
  }

  /** The route of a host now. */
  public Optional<Route> of(String host) {
    return Optional.ofNullable(byHost.get(host));
  }

  /** Notes a change, unless a newer one of its host is known. */
  void note(RouteChanged event) {
    String host = HostName.normalized(event.host());
    if (isStale(host, event.changedAt())) {
      stale.incrementAndGet();
    } else {
      waiting.put(host, event);
    }
  }

  /** Closes a host at once; requests that are under way finish. */
  void close(String host) {
    RouteChanged pending = waiting.remove(host);
    Route last = byHost.remove(host);
    if (pending != null) {
      closed.merge(host, pending.changedAt(), Routes::later);
    }
    if (last != null) {
      closed.merge(host, last.changedAt(), Routes::later);
      switches.incrementAndGet();
    }
  }

  /**
   * Switches every host whose new site can be loaded. While one cannot, the release before keeps
   * serving, and where there is none the host says that its files are missing; the next call tries
   * again.
   */
  void settle() {
    waiting.forEach(this::settle);
  }

  private void settle(String host, RouteChanged event) {
    try {
      switchTo(Route.of(event, new Site.Loaded(event.site(), sites.load(event.site()))));
      waiting.remove(host);
    } catch (IOException e) {
      Route current = byHost.get(host);
      if (current == null || current.site() instanceof Site.Missing) {
        byHost.put(
            host, Route.of(event, new Site.Missing(event.site(), String.valueOf(e.getMessage()))));
      }
    }
  }

  private void switchTo(Route route) {
    byHost.compute(route.host(), (host, before) -> route.after(before));
    closed.remove(route.host());
    switches.incrementAndGet();
  }

  private boolean isStale(String host, Instant changedAt) {
    Route current = byHost.get(host);
    RouteChanged pending = waiting.get(host);
    Instant closedAt = closed.get(host);
    return current != null && changedAt.isBefore(current.changedAt())
        || pending != null && changedAt.isBefore(pending.changedAt())
        || closedAt != null && !changedAt.isAfter(closedAt);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** The environments that have a route. */
  public Set<EnvironmentId> environments() {
    return byHost.values().stream().map(Route::environment).collect(Collectors.toSet());
  }

  public int size() {
    return byHost.size();
  }

  /** How many changes wait because their site cannot be read. */
  public int waiting() {
    return waiting.size();
  }

  /** How often a host got another answer since the start. */
  public long switches() {
    return switches.get();
  }

  /** How many changes came too late and were dropped. */
  public long stale() {
    return stale.get();
  }
}
