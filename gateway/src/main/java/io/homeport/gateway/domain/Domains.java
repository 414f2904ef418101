package io.homeport.gateway.domain;

import io.homeport.contracts.events.DomainChanged;
import io.homeport.gateway.route.HostName;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every custom domain by its name: a projection of the compacted topic, in memory. Requests and
 * handshakes read it without waiting; one thread changes it. A renewed certificate is one reference
 * more: connections that stand go on with the one they began with.
 */
public final class Domains {

  private static final Logger LOG = LoggerFactory.getLogger(Domains.class);

  private final Map<String, Domain> byName = new ConcurrentHashMap<>();

  /** The newest change of each name that is not settled. */
  private final Map<String, DomainChanged> waiting = new ConcurrentHashMap<>();

  private final Certificates certificates;
  private @Nullable String lastProblem;

  public Domains(Certificates certificates) {
    this.certificates = certificates;
  }

  /** A domain; null for a name that is none. */
  public @Nullable Domain find(String name) {
    return byName.get(name);
  }

  /** Notes a change. */
  void note(DomainChanged event) {
    waiting.put(HostName.normalized(event.name()), event);
  }

  /** Forgets a domain at once; requests that are under way finish. */
  void close(String name) {
    waiting.remove(name);
    byName.remove(name);
  }

  /**
   * Takes every change whose certificates can be opened. While one cannot, the certificate before
   * stays; but a domain that has moved to another environment is not served by the one before.
   */
  void settle() {
    waiting.forEach(this::settle);
  }

  private void settle(String name, DomainChanged event) {
    try {
      byName.put(name, Domain.of(event, certificates));
      waiting.remove(name, event);
    } catch (IOException e) {
      byName.computeIfPresent(
          name, (same, now) -> now.host().equals(HostName.normalized(event.host())) ? now : null);
      String problem = String.valueOf(e.getMessage());
      if (!problem.equals(lastProblem)) {
        lastProblem = problem;
        LOG.warn("The domain {} waits: {}", name, problem);
      }
    }
  }

  public int size() {
    return byName.size();
  }

  /** How many changes wait because a certificate cannot be read. */
  public int waiting() {
    return waiting.size();
  }
}
