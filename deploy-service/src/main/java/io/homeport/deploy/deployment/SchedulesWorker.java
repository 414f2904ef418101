package io.homeport.deploy.deployment;

import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import io.homeport.deploy.deployment.ReleaseSchedules.Place;
import io.homeport.deploy.deployment.ReleaseSchedules.Seen;
import io.homeport.deploy.environment.AppsCluster;
import io.homeport.deploy.environment.Environment;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.Attempt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Brings the schedules of releases back with them. Jobs are rows of the app's database, which a
 * rollback leaves as it is: so what a release had is noted when another takes its place.
 */
@ApplicationScoped
class SchedulesWorker {

  @Inject Transactions transactions;
  @Inject ReleaseSchedules schedules;
  @Inject AppsCluster cluster;

  /** Before migrations: the jobs as the release that serves leaves them. */
  void ending(Attempt attempt, Environment environment, String database) throws SQLException {
    ReleaseId current = environment.current();
    if (current != null) {
      CronJobs jobs = read(environment, database);
      Place place = new Place(environment, database, current);
      attempt.record(() -> schedules.ended(place, attempt.subject(), jobs));
    }
  }

  /** After migrations: the jobs as the release finds them. */
  void beginning(Attempt attempt, Environment environment, String database, ReleaseId release)
      throws SQLException {
    CronJobs jobs = read(environment, database);
    Place place = new Place(environment, database, release);
    attempt.record(() -> schedules.began(place, jobs));
  }

  /**
   * Puts one release's jobs in place of another's.
   *
   * @return what was done, in one line
   */
  String bringBack(
      Attempt attempt, Environment environment, String database, ReleaseId from, ReleaseId to)
      throws SQLException {
    OrganizationId organization = attempt.organization();
    Place left = new Place(environment, database, from);
    Place back = new Place(environment, database, to);
    try (Connection owner = connect(environment, database)) {
      var table = new CronTable(owner);
      CronJobs now = table.read();
      attempt.record(() -> schedules.ended(left, attempt.subject(), now));
      Seen ofLeft = seen(organization, left);
      Seen ofBack = seen(organization, back);
      if (ofBack.ended() == null || ofLeft.began() == null) {
        return "Nobody noted its schedules; those that are there stay.";
      }
      CronJobs.Change change = now.towards(ofBack.ended(), ofLeft.began());
      if (!change.isNothing()) {
        table.apply(change);
      }
      CronJobs after = table.read();
      attempt.record(() -> schedules.began(back, after));
      return change.isNothing()
          ? "Its schedules are those that are there."
          : "%d jobs put back, %d taken away."
              .formatted(change.put().size(), change.taken().size());
    }
  }

  private Seen seen(OrganizationId organization, Place place) {
    return transactions.await(
        () -> transactions.inOrganization(organization, () -> schedules.seen(place)));
  }

  private CronJobs read(Environment environment, String database) throws SQLException {
    try (Connection owner = connect(environment, database)) {
      return new CronTable(owner).read();
    }
  }

  private Connection connect(Environment environment, String database) throws SQLException {
    return cluster.asOwner(database, environment.owner(), environment.keys().databasePassword());
  }
}
