package io.homeport.backup.schedule;

import io.homeport.backup.BackupsConfig;
import io.homeport.backup.backup.KeptBackups;
import io.homeport.backup.environment.EnvironmentRow;
import io.homeport.backup.environment.Environments;
import io.homeport.backup.policy.Policies;
import io.homeport.contracts.AppId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.events.BackupsMissed;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Environments whose schedule came and came, and which have no verified backup since: counted for
 * figures, and told once each time it begins.
 */
@ApplicationScoped
class MissedSchedule {

  /** One may be under way, or fail and be followed by one that does not. */
  private static final int TOLD_FROM = 2;

  private static final String CLAIM =
      """
      update environment set missed_told_at = :now
      where id = :id and (missed_told_at is null or missed_told_at < :since)
      """;

  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject KeptBackups backups;
  @Inject Outbox outbox;
  @Inject BackupsConfig config;
  @Inject Clock clock;

  /**
   * How many moments of its schedule an environment has missed; those of a schedule that was not
   * there yet are none.
   *
   * @param since what its last verified backup holds, or when it went live
   */
  int missed(EnvironmentRow environment, Instant since) {
    return Policies.of(environment)
        .missed(
            environment.id,
            config.backups().jitter(),
            since.isAfter(environment.policyChangedAt) ? since : environment.policyChangedAt,
            clock.instant());
  }

  /** Since when nothing that is verified holds what an environment has. */
  static Instant since(EnvironmentRow environment, Map<UUID, Instant> lastVerified) {
    return lastVerified.getOrDefault(
        environment.id, environment.liveAt == null ? environment.readyAt : environment.liveAt);
  }

  Uni<Void> tell() {
    return transactions
        .acrossOrganizations(() ->
            backups
                .lastVerified()
                .chain(last ->
                    environments
                        .scheduled()
                        .map(live ->
                            live.stream()
                                .filter(each -> missed(each, since(each, last)) >= TOLD_FROM)
                                .map(each -> new Missing(each, last))
                                .toList())))
        .onItem()
        .transformToMulti((List<Missing> all) -> Multi.createFrom().iterable(all))
        .onItem()
        .transformToUniAndConcatenate(this::tell)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private record Missing(EnvironmentRow environment, Map<UUID, Instant> last) {}

  private Uni<Void> tell(Missing missing) {
    EnvironmentRow environment = missing.environment();
    var organization = new OrganizationId(environment.organizationId);
    return transactions.inOrganization(
        organization,
        () ->
            Panache.getSession()
                .chain(session ->
                    session
                        .createNativeQuery(CLAIM)
                        .setParameter("now", clock.instant())
                        .setParameter("id", environment.id)
                        .setParameter("since", since(environment, missing.last()))
                        .executeUpdate())
                .chain(claimed ->
                    claimed == 0
                        ? Uni.createFrom().voidItem()
                        : outbox.publish(
                            organization, event(environment, missing.last()), Cause.fresh())));
  }

  private BackupsMissed event(EnvironmentRow environment, Map<UUID, Instant> last) {
    return new BackupsMissed(
        new AppId(environment.appId),
        new EnvironmentId(environment.id),
        environment.appName,
        environment.name,
        Optional.ofNullable(last.get(environment.id)),
        clock.instant());
  }
}
