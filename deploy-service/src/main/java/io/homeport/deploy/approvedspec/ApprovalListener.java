package io.homeport.deploy.approvedspec;

import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.events.SpecApproved;
import io.homeport.messaging.Cause;
import io.smallrye.mutiny.Uni;

/** Wants to know when a spec may be deployed. */
public interface ApprovalListener {

  /** In the transaction that notes the approval. */
  Uni<Void> approved(OrganizationId organization, SpecApproved spec, Cause cause);
}
