package io.homeport.deploy.deployment;

import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.events.RouteChanged;
import io.homeport.deploy.DeployConfig;
import io.homeport.deploy.environment.EnvironmentRecords;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.deploy.environment.ServedRoutes;
import io.homeport.deploy.release.Release;
import io.homeport.deploy.release.Releases;
import io.homeport.deploy.runtime.Instance;
import io.homeport.deploy.runtime.Instances;
import io.homeport.deploy.runtime.Runtimes;
import io.homeport.deploy.site.Sites;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/** Where requests for environments go. Every method runs in the current transaction. */
@ApplicationScoped
class Routes implements ServedRoutes {

  @Inject Releases releases;
  @Inject Sites sites;
  @Inject Instances instances;
  @Inject Runtimes runtimes;
  @Inject EnvironmentRecords records;
  @Inject Outbox outbox;
  @Inject DeployConfig config;
  @Inject Clock clock;

  /**
   * What a release needs to be routed to.
   *
   * @param instance empty when the release's runtime needs no process
   */
  record Ready(Release release, Digest site, Optional<Instance> instance) {}

  /** What a release would be routed to; empty when it is not published or is not to run. */
  Uni<Optional<Ready>> ready(EnvironmentRow environment, ReleaseId release, String database) {
    EnvironmentId id = new EnvironmentId(environment.id);
    return releases
        .required(release)
        .chain(found ->
            sites
                .published(id, release)
                .chain(site ->
                    instances
                        .at(id, release, database)
                        .map(instance -> ready(found, site, instance))));
  }

  private Optional<Ready> ready(
      Release release, Optional<Digest> site, Optional<Instance> instance) {
    boolean needsProcess = runtimes.named(release.runtime()).backend().isPresent();
    return needsProcess && instance.isEmpty()
        ? Optional.empty()
        : site.map(published -> new Ready(release, published, instance));
  }

  /**
   * Sends requests to a release from now on.
   *
   * @param environment locked, so that routes of one host are announced in order
   */
  Uni<Void> switchTo(
      OrganizationId organization,
      EnvironmentRow environment,
      Ready ready,
      DeploymentId deployment,
      Cause cause) {
    remember(environment, ready.release().id());
    environment.warmUp(ready.release().id().value(), config.deployments().warmReleases());
    environment.recoveredReleaseId = null;
    return records
        .changed(organization, environment.id, cause)
        .chain(() -> publish(organization, environment, ready, deployment, cause));
  }

  @Override
  public Uni<Void> announce(EnvironmentRow environment, Cause cause) {
    UUID serving = environment.currentReleaseId;
    return serving == null
        ? Uni.createFrom().voidItem()
        : Deployments.lastLive(environment.id)
            .chain(live ->
                ready(environment, new ReleaseId(serving), environment.databaseName)
                    .chain(ready ->
                        live == null || ready.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : publish(
                                new OrganizationId(environment.organizationId),
                                environment,
                                ready.get(),
                                new DeploymentId(live.id),
                                cause)));
  }

  private Uni<Void> publish(
      OrganizationId organization,
      EnvironmentRow environment,
      Ready ready,
      DeploymentId deployment,
      Cause cause) {
    return outbox.publish(
        organization,
        new RouteChanged(
            new AppId(environment.appId),
            organization,
            new EnvironmentId(environment.id),
            environment.host,
            ready.release().id(),
            ready.release().number(),
            deployment,
            ready.site(),
            ready.instance().map(Instance::address),
            clock.instant(),
            environment.maxBodyBytes),
        cause);
  }

  private static void remember(EnvironmentRow environment, ReleaseId release) {
    UUID before = environment.currentReleaseId;
    if (!release.value().equals(before)) {
      environment.previousReleaseId = before;
    }
    environment.currentReleaseId = release.value();
    environment.version++;
  }
}
