package io.homeport.deploy.deployment;

import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Has previews removed whose time is over. */
@ApplicationScoped
class PreviewsSchedule {

  @Inject Previews previews;

  @Scheduled(
      every = "${homeport.previews.look-every:60s}",
      concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void look() {
    try {
      previews.removeExpired();
    } catch (RuntimeException e) {
      Log.warnf("Previews that expired are not removed for a moment: %s", e.getMessage());
    }
  }
}
