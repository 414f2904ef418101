package io.homeport.deploy.domain;

import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Has domains looked at again: those that wait, those that failed, those to be renewed. */
@ApplicationScoped
class DomainsSchedule {

  @Inject Domains domains;

  @Scheduled(
      every = "${homeport.domains.look-every:10s}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void look() {
    try {
      domains.lookAtWhatIsDue();
    } catch (RuntimeException e) {
      Log.warnf("Domains are not looked after for a moment: %s", e.getMessage());
    }
  }
}
