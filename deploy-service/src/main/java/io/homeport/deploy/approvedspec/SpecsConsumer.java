package io.homeport.deploy.approvedspec;

import io.homeport.contracts.events.ImportCompleted;
import io.homeport.contracts.events.SpecApproved;
import io.homeport.contracts.events.SpecDrafted;
import io.homeport.contracts.events.SpecRejected;
import io.homeport.messaging.Inbox;
import io.homeport.messaging.Received;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Hears of apps and of what was decided about their specs. Deployments are started by people, and
 * by rules that people made.
 */
@ApplicationScoped
class SpecsConsumer {

  @Inject Inbox inbox;
  @Inject ApprovedSpecs approved;
  @Inject @All List<ApprovalListener> listeners;

  @Incoming("imports")
  Uni<Void> imports(Message<byte[]> message) {
    return inbox.receive(
        "deploy-service.imports",
        message,
        received ->
            switch (received.event()) {
              case ImportCompleted done -> approved.imported(received.organization(), done);
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
              case SpecApproved spec -> approved(received, spec);
              case SpecRejected spec -> approved.rejected(received.organization(), spec);
              default -> Uni.createFrom().voidItem();
            });
  }

  private Uni<Void> approved(Received received, SpecApproved spec) {
    return approved
        .approved(received.organization(), spec)
        .chain(() ->
            Multi.createFrom()
                .iterable(listeners)
                .onItem()
                .transformToUniAndConcatenate(
                    each -> each.approved(received.organization(), spec, received.cause()))
                .collect()
                .asList()
                .replaceWithVoid());
  }
}
