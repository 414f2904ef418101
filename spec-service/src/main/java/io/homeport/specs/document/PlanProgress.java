package io.homeport.specs.document;

import io.homeport.specs.document.MigrationPlan.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How far an app's move is: what was said of steps, laid over a plan.
 *
 * @param holding the last that was said of each step, also of steps that the plan has no more
 */
public record PlanProgress(MigrationPlan plan, Map<String, StepTick> holding) {

  /**
   * @param said of the app's steps, the oldest first
   */
  public static PlanProgress of(MigrationPlan plan, List<StepTick> said) {
    var holding = new LinkedHashMap<String, StepTick>();
    said.forEach(each -> {
      holding.remove(each.step());
      holding.put(each.step(), each);
    });
    return new PlanProgress(plan, holding);
  }

  public boolean isDone(String step) {
    return tick(step).isPresent();
  }

  /** Who did a step; empty while it is open. */
  public Optional<StepTick> tick(String step) {
    return Optional.ofNullable(holding.get(step)).filter(StepTick::done);
  }

  /** The open steps that a step waits for. */
  public List<String> waitsFor(Step step) {
    return step.after().stream().filter(each -> !isDone(each)).toList();
  }

  public Optional<Step> step(String id) {
    return plan.steps().stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /** What was done of steps that the plan has no more. */
  public List<StepTick> gone() {
    var ids = plan.steps().stream().map(Step::id).collect(Collectors.toSet());
    return holding.values().stream()
        .filter(each -> each.done() && !ids.contains(each.step()))
        .toList();
  }

  public int done() {
    return (int) plan.steps().stream().filter(each -> isDone(each.id())).count();
  }
}
