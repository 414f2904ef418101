package io.homeport.deploy.environment;

import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Cause;
import io.homeport.messaging.work.WorkQueue;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;

/** Has environments written down anew when something of theirs changes that is not their data. */
@ApplicationScoped
public class EnvironmentRecords {

  /** The kind of work that writes one down. */
  public static final String KIND = "record";

  @Inject WorkQueue work;

  /** In the transaction that changes something. */
  public Uni<Void> changed(OrganizationId organization, UUID environment, Cause cause) {
    // Not in the environment's own lane: a deployment may take long there.
    return work.enqueue(organization, KIND, environment, "record " + environment, cause);
  }

  /** In the transaction that changes something. */
  public Uni<Void> changed(OrganizationId organization, EnvironmentId environment, Cause cause) {
    return changed(organization, environment.value(), cause);
  }
}
