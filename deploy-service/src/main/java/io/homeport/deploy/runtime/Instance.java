package io.homeport.deploy.runtime;

import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import java.net.URI;
import java.util.UUID;

/**
 * A process that serves, or is to serve, one release in one environment on one database.
 *
 * @param id what it answers when it is asked who it is
 * @param asleep whether it was stopped because nobody used it, until somebody does
 */
public record Instance(
    UUID id,
    OrganizationId organization,
    EnvironmentId environment,
    ReleaseId release,
    String database,
    int port,
    boolean asleep) {

  /** Where requests for it go. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  static Instance of(InstanceRow row) {
    return new Instance(
        row.id,
        new OrganizationId(row.organizationId),
        new EnvironmentId(row.environmentId),
        new ReleaseId(row.releaseId),
        row.databaseName,
        row.port,
        row.asleepSince != null);
  }
}
