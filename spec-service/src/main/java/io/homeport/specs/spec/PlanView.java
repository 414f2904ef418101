package io.homeport.specs.spec;

import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.MigrationPlan;
import io.homeport.specs.document.MigrationPlan.Step;
import io.homeport.specs.document.PlanProgress;
import io.homeport.specs.document.StepTick;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The plan of an app's move and how far it is.
 *
 * @param spec the version that the plan is part of, the newest that was not rejected
 * @param done how many of its steps are done
 * @param gone steps that were done and that this version's plan has no more
 */
public record PlanView(
    UUID app,
    UUID spec,
    int version,
    int done,
    List<MigrationPlan.BuilderService> services,
    List<MigrationPlan.Provision> provisions,
    List<MigrationPlan.Risk> risks,
    List<StepView> steps,
    List<StepTick> gone) {

  /**
   * A step.
   *
   * @param state done, ready, or waiting for other steps
   * @param after the steps that must be done before
   * @param waitsFor those of them that are open
   * @param seenBy what Homeport sees when it is done; absent when a person must say so
   * @param tick who did it and when; absent while it is open
   */
  public record StepView(
      String id,
      String phase,
      String state,
      String what,
      String why,
      String by,
      List<String> after,
      List<String> waitsFor,
      @Nullable String seenBy,
      List<Evidence> evidence,
      @Nullable StepTick tick) {

    static StepView of(Step step, PlanProgress progress) {
      var tick = progress.tick(step.id()).orElse(null);
      var waitsFor = progress.waitsFor(step);
      return new StepView(
          step.id(),
          word(step.phase()),
          tick != null ? "done" : waitsFor.isEmpty() ? "ready" : "waiting",
          step.what(),
          step.why(),
          word(step.by()),
          step.after(),
          waitsFor,
          step.seenBy() == null ? null : word(step.seenBy()),
          step.evidence(),
          tick);
    }

    private static String word(Enum<?> value) {
      return value.name().toLowerCase(Locale.ROOT);
    }
  }

  static PlanView of(SpecRow row, PlanProgress progress) {
    var plan = progress.plan();
    return new PlanView(
        row.appId,
        row.id,
        row.version,
        progress.done(),
        plan.services(),
        plan.provisions(),
        plan.risks(),
        plan.steps().stream().map(each -> StepView.of(each, progress)).toList(),
        progress.gone());
  }
}
