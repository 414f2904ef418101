package io.homeport.deploy.deployment;

import io.homeport.contracts.ReleaseId;
import io.homeport.deploy.environment.Environment;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of databases while releases served them. Every method runs in the current transaction.
 */
@ApplicationScoped
class ReleaseSchedules {

  /** A release that serves, or served, an environment on one of its databases. */
  record Place(Environment environment, String database, ReleaseId release) {}

  /**
   * @param began the jobs when it came to serve; null if nobody looked
   * @param ended the jobs when another took its place; null if nobody looked
   */
  record Seen(@Nullable CronJobs began, @Nullable CronJobs ended) {}

  Uni<Seen> seen(Place place) {
    return find(place)
        .map(row ->
            row == null
                ? new Seen(null, null)
                : new Seen(CronJobs.read(row.began), CronJobs.read(row.ended)));
  }

  Uni<Void> began(Place place, CronJobs jobs) {
    return row(place).invoke(row -> row.began = jobs.json()).replaceWithVoid();
  }

  /**
   * @param by the deployment that takes its place: what its first attempt saw counts, since a later
   *     one may see jobs of its own
   */
  Uni<Void> ended(Place place, UUID by, CronJobs jobs) {
    return row(place)
        .invoke(row -> {
          if (!by.equals(row.replacedBy)) {
            row.replacedBy = by;
            row.ended = jobs.json();
          }
        })
        .replaceWithVoid();
  }

  private static Uni<@Nullable ReleaseScheduleRow> find(Place place) {
    return ReleaseScheduleRow.<ReleaseScheduleRow>find(
            "environmentId = ?1 and releaseId = ?2 and databaseName = ?3",
            place.environment().id().value(),
            place.release().value(),
            place.database())
        .firstResult();
  }

  private static Uni<ReleaseScheduleRow> row(Place place) {
    return find(place)
        .chain(known -> {
          if (known != null) {
            return Uni.createFrom().item(known);
          }
          var row = new ReleaseScheduleRow();
          row.environmentId = place.environment().id().value();
          row.releaseId = place.release().value();
          row.databaseName = place.database();
          row.organizationId = place.environment().organization().value();
          return row.persist();
        });
  }
}
