package io.homeport.backup.policy;

import io.homeport.api.Etag;
import io.homeport.api.Problems;
import io.homeport.backup.environment.EnvironmentRow;
import io.homeport.backup.environment.Environments;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
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
