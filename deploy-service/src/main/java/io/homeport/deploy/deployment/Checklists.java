package io.homeport.deploy.deployment;

import io.homeport.contracts.DeploymentId;
import io.homeport.deploy.deployment.Checklist.Step;
import io.homeport.messaging.work.Attempt;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.function.UnaryOperator;

/** Records what the steps of deployments do, as their attempts go. */
@ApplicationScoped
class Checklists {

  @Inject Clock clock;

  void begin(Attempt attempt, Step step) {
    change(attempt, list -> list.begin(step, clock.instant()));
  }

  /**
   * @param what it did, in one line; also told to who follows
   */
  void done(Attempt attempt, Step step, String what) {
    change(attempt, list -> list.done(step, what, clock.instant()));
    attempt.progress(step.id(), what);
  }

  /**
   * @param why there was nothing to do, in one line; also told to who follows
   */
  void skip(Attempt attempt, Step step, String why) {
    change(attempt, list -> list.skip(step, why, clock.instant()));
    attempt.progress(step.id(), why);
  }

  private static void change(Attempt attempt, UnaryOperator<Checklist> change) {
    attempt.record(() ->
        Deployments.required(new DeploymentId(attempt.subject()))
            .invoke(row -> row.checklist = change.apply(Checklist.read(row.checklist)).json())
            .replaceWithVoid());
  }
}
