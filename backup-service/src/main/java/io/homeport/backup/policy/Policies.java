package io.homeport.backup.policy;

import io.homeport.api.Etag;
import io.homeport.api.Problems;
import io.homeport.backup.BackupsConfig;
import io.homeport.backup.environment.EnvironmentRow;
import io.homeport.backup.environment.Environments;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Transactions;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Policies, as people read and change them. */
@ApplicationScoped
public class Policies {

  /** A policy and the version of it that was read. */
  public record Versioned(PolicyView policy, Etag etag) {

    static Versioned of(EnvironmentRow row) {
      return new Versioned(PolicyView.of(row), new Etag(row.policyVersion));
    }
  }

  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject Clock clock;
  @Inject BackupsConfig config;

  /** A default that cannot be kept ends the start, so that no environment is made with it. */
  void requireSoundDefault(@Observes StartupEvent event) {
    BackupsConfig.Policy policy = config.backups().policy();
    try {
      Times.wanted(policy.schedule(), ZoneId.of(policy.zone()));
      new Keep(policy.keepHourly(), policy.keepDaily(), policy.keepWeekly(), policy.keepMonthly());
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IllegalStateException("homeport.backups.policy: " + e.getMessage(), e);
    }
  }

  /** The policy that an environment's row holds. */
  public static Policy of(EnvironmentRow row) {
    return new Policy(
        new Times(row.schedule, ZoneId.of(row.zone)),
        new Keep(row.keepHourly, row.keepDaily, row.keepWeekly, row.keepMonthly),
        row.lockDays,
        row.paused);
  }

  Uni<Versioned> get(OrganizationId organization, EnvironmentId id) {
    return transactions
        .inOrganization(organization, () -> environments.required(id))
        .map(Versioned::of);
  }

  /** Changes it from now on: moments of the new schedule that have passed are not caught up. */
  Uni<Versioned> put(
      OrganizationId organization, EnvironmentId id, PolicyView view, @Nullable String ifMatch) {
    Policy wanted = view.policy();
    return transactions
        .inOrganization(
            organization,
            () ->
                environments
                    .required(id)
                    .invoke(row -> {
                      new Etag(row.policyVersion).require(ifMatch, "backup policy");
                      if (row.removedAt != null) {
                        throw Problems.conflict(
                            "environment-removed",
                            "The environment " + row.name + " was removed.",
                            "Its backups are kept for as long as its policy said.");
                      }
                      row.schedule = wanted.times().cron();
                      row.zone = wanted.times().zone().getId();
                      row.keepHourly = wanted.keep().hourly();
                      row.keepDaily = wanted.keep().daily();
                      row.keepWeekly = wanted.keep().weekly();
                      row.keepMonthly = wanted.keep().monthly();
                      row.lockDays = wanted.lockDays();
                      row.paused = wanted.paused();
                      row.policyVersion++;
                      row.policyChangedAt = clock.instant();
                    }))
        .map(Versioned::of);
  }
}
