package io.homeport.specs.spec;

import io.homeport.contracts.events.Event;
import io.homeport.contracts.events.ImportCompleted;
import io.homeport.messaging.Inbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Starts a spec for each snapshot. */
@ApplicationScoped
public class SpecsConsumer {

  @Inject Inbox inbox;
  @Inject Specs specs;

  @Incoming("imports")
  Uni<Void> on(Message<byte[]> message) {
    return inbox.receive(
        "spec-service",
        message,
        received ->
            switch (received.event()) {
              case ImportCompleted completed -> specs.draft(received, completed);
              case Event other -> Uni.createFrom().voidItem();
            });
  }
}
