package io.homeport.backup.environment;

import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.events.RecoveryRefused;
import io.homeport.messaging.Cause;
import io.smallrye.mutiny.Uni;

/** Who waits for a removed environment to be there again; in the caller's transaction. */
public interface Awaiting {

  Uni<Void> ready(OrganizationId organization, EnvironmentId environment, Cause cause);

  Uni<Void> refused(OrganizationId organization, RecoveryRefused why, Cause cause);
}
