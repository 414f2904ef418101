package io.homeport.backup.backup;

import io.homeport.contracts.BackupId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Cause;
import io.smallrye.mutiny.Uni;

/** Who waits for an environment's database as it was at a moment; in the caller's transaction. */
public interface AwaitingMoment {

  /** It is stored, as a backup. */
  Uni<Void> stored(OrganizationId organization, BackupId backup, Cause cause);

  /** It cannot be had. */
  Uni<Void> missed(OrganizationId organization, BackupId backup, Failure why, Cause cause);
}
