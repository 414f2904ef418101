package io.homeport.gateway.route;

import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.events.RouteChanged;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** Gives a host a route without Kafka. */
public final class EdgeRoute {

  public static void open(Routes routes, String host, Digest site, URI backend) {
    routes.note(
        new RouteChanged(
            AppId.of("0190a000-0000-7000-8000-000000000001"),
            OrganizationId.of("0190a000-0000-7000-8000-0000000000aa"),
            EnvironmentId.of("0190a000-0000-7000-8000-000000000002"),
            host,
            ReleaseId.of("0190a000-0000-7000-8000-000000000004"),
            1,
            DeploymentId.of("0190a000-0000-7000-8000-000000000003"),
            site,
            Optional.of(backend),
            Instant.now(),
            0));
    routes.settle();
  }

  private EdgeRoute() {}
}
