package io.homeport.deploy.approvedspec;

import io.homeport.contracts.AppId;
import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Cause;
import io.smallrye.mutiny.Uni;

/** Wants to know what happens to an app's branches, in the transaction that notes it. */
public interface ImportListener {

  /** A branch's source was taken in; what it is for may be noted in its row. */
  Uni<Void> imported(OrganizationId organization, SourceRow source, Cause cause);

  /** A branch was taken in again, as it was. */
  Uni<Void> unchanged(AppId app, String branch);

  /** Nobody works on a branch any more. */
  Uni<Void> closed(AppId app, String branch, Cause cause);
}
