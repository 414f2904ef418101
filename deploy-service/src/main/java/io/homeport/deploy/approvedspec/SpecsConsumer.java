package io.homeport.deploy.approvedspec;

import io.homeport.contracts.events.BranchClosed;
import io.homeport.contracts.events.ImportCompleted;
import io.homeport.contracts.events.ImportUnchanged;
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
import java.util.function.Function;
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
  @Inject @All List<ImportListener> importListeners;

  @Incoming("imports")
  Uni<Void> imports(Message<byte[]> message) {
    return inbox.receive(
        "deploy-service.imports",
        message,
        received ->
            switch (received.event()) {
              case ImportCompleted done -> imported(received, done);
              case ImportUnchanged done -> unchanged(done);
              case BranchClosed closed -> closed(received, closed);
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

  private Uni<Void> imported(Received received, ImportCompleted done) {
    return approved
        .imported(received.organization(), done)
        .onItem()
        .ifNotNull()
        .transformToUni(source ->
            each(
                importListeners,
                listener -> listener.imported(received.organization(), source, received.cause())))
        .replaceWithVoid();
  }

  private Uni<Void> unchanged(ImportUnchanged done) {
    return done.ref()
        .map(ApprovedSpecs::branchOf)
        .map(branch -> each(importListeners, listener -> listener.unchanged(done.app(), branch)))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  private Uni<Void> closed(Received received, BranchClosed closed) {
    String branch = ApprovedSpecs.branchOf(closed.branch());
    return approved
        .closed(closed.app(), branch)
        .chain(() ->
            each(
                importListeners,
                listener -> listener.closed(closed.app(), branch, received.cause())));
  }

  private Uni<Void> approved(Received received, SpecApproved spec) {
    return approved
        .approved(received.organization(), spec)
        .chain(() ->
            each(
                listeners,
                listener -> listener.approved(received.organization(), spec, received.cause())));
  }

  private static <L> Uni<Void> each(List<L> listeners, Function<L, Uni<Void>> tell) {
    return Multi.createFrom()
        .iterable(listeners)
        .onItem()
        .transformToUniAndConcatenate(tell::apply)
        .collect()
        .asList()
        .replaceWithVoid();
  }
}
