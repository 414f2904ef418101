package io.homeport.messaging;

import io.homeport.contracts.events.ImportFailed;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** A consumer whose effects can be counted, and which fails when an event's text asks for it. */
@ApplicationScoped
public class Effects {

  static final String POISON = "poison";
  static final String PASSING = "passing";

  private final Map<String, Integer> tries = new ConcurrentHashMap<>();
  private volatile boolean mended;

  @Inject Inbox inbox;

  @Incoming("imports")
  Uni<Void> on(Message<byte[]> message) {
    return inbox.receive("effects", message, this::act);
  }

  /** From now on poison is harmless, as after a fix. */
  void mend() {
    mended = true;
  }

  private Uni<Void> act(Received received) {
    ImportFailed event = (ImportFailed) received.event();
    String what = event.failure().what();
    return insert(received, event, what)
        .chain(() -> {
          int seen = tries.merge(what, 1, Integer::sum);
          if (what.startsWith(POISON) && !mended) {
            return Uni.createFrom().failure(new IllegalStateException("cannot take " + what));
          }
          if (what.startsWith(PASSING) && seen < 3) {
            return Uni.createFrom().failure(new IOException("connection reset"));
          }
          return Uni.createFrom().voidItem();
        });
  }

  private static Uni<Void> insert(Received received, ImportFailed event, String what) {
    return Panache.getSession()
        .chain(session ->
            session
                .createNativeQuery(
                    "insert into effect (organization_id, app_id, what) values (:o, :a, :w)")
                .setParameter("o", received.organization().value())
                .setParameter("a", event.app().value())
                .setParameter("w", what)
                .executeUpdate())
        .replaceWithVoid();
  }
}
