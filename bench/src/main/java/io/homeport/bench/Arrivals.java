package io.homeport.bench;

import io.homeport.contracts.events.ImportFailed;
import io.homeport.messaging.Inbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The consumer at the end: its effect is the inbox row, and a note of the time. */
@ApplicationScoped
public class Arrivals {

  private final AtomicLong count = new AtomicLong();
  private volatile Latencies latencies = new Latencies();

  @Inject Inbox inbox;

  @Incoming("imports")
  Uni<Void> on(Message<byte[]> message) {
    return inbox.receive(
        "bench",
        message,
        received -> {
          if (received.event() instanceof ImportFailed event) {
            note(Long.parseLong(event.failure().what()));
          }
          return Uni.createFrom().voidItem();
        });
  }

  long count() {
    return count.get();
  }

  /** Begins a new measurement and gives its times, which fill as events arrive. */
  Latencies startAnew() {
    Latencies fresh = new Latencies();
    latencies = fresh;
    return fresh;
  }

  private void note(long sentNanos) {
    latencies.add(System.nanoTime() - sentNanos);
    count.incrementAndGet();
  }
}
