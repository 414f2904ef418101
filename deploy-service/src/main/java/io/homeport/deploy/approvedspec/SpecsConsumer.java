package io.homeport.deploy.approvedspec;

import io.homeport.contracts.events.ImportCompleted;
import io.homeport.contracts.events.SpecApproved;
import io.homeport.contracts.events.SpecDrafted;
import io.homeport.contracts.events.SpecRejected;
import io.homeport.messaging.Inbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Hears of apps and of what was decided about their specs. Deployments are started by people. */
@ApplicationScoped
class SpecsConsumer {

  @Inject Inbox inbox;
  @Inject ApprovedSpecs approved;

  @Incoming("imports")
  Uni<Void> imports(Message<byte[]> message) {
    return inbox.receive(
        "deploy-service.imports",
        message,
        received ->
            switch (received.event()) {
              case ImportCompleted done ->
                  approved.heardOf(received.organization(), done.app(), done.appName());
              default -> Uni.createFrom().voidItem();
            });
  }

  @Incoming("specs")
  Uni<Void> specs(Message<byte[]> message) {
    return inbox.receive(
        "deploy-service.specs",
        message,
        received ->
            switch (received.event()) {
              case SpecDrafted spec -> approved.drafted(received.organization(), spec);
              case SpecApproved spec -> approved.approved(received.organization(), spec);
              case SpecRejected spec -> approved.rejected(received.organization(), spec);
              default -> Uni.createFrom().voidItem();
            });
  }
}
