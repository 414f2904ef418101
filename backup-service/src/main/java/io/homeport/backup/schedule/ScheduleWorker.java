package io.homeport.backup.schedule;

import io.homeport.backup.destination.Places;
import io.homeport.messaging.Transactions;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Looks at the clock. Any number of replicas may: what is due is claimed by a unique row, and what
 * is deleted twice was deleted.
 */
@ApplicationScoped
public class ScheduleWorker {

  @Inject Schedule schedule;
  @Inject Expiry expiry;
  @Inject Deletions deletions;
  @Inject CopySchedule copies;
  @Inject RecheckSchedule rechecks;
  @Inject AgeMetrics ages;
  @Inject CopyMetrics copyMetrics;
  @Inject MissedSchedule missed;
  @Inject Places places;
  @Inject Transactions transactions;

  @Scheduled(
      every = "${homeport.backups.look-every:30s}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void look() {
    try {
      request();
    } catch (RuntimeException e) {
      Log.warnf(e, "The schedule was not looked at; it is next time");
    }
  }

  /** By itself: a place that answers slowly must not keep backups from being taken. */
  @Scheduled(
      every = "${homeport.backups.look-every:30s}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void delete() {
    try {
      deletions.run();
    } catch (RuntimeException e) {
      Log.warnf(e, "What was let go was not looked for; it is next time");
    }
  }

  /** All that one look at the clock brings about. */
  public void run() {
    request();
    deletions.run();
  }

  /**
   * Requests what is due, lets go of what was kept long enough, has copies made and kept backups
   * read again, measures how old backups are, tells where the schedule came in vain, and looks
   * where backups are kept.
   */
  private void request() {
    transactions.await(schedule::requestDue);
    transactions.await(expiry::mark);
    transactions.await(copies::requestDue);
    transactions.await(rechecks::requestDue);
    transactions.await(ages::measure);
    transactions.await(missed::tell);
    transactions.await(copyMetrics::measure);
    places.look();
  }
}
