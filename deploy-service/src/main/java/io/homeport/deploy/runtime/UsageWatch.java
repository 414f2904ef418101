package io.homeport.deploy.runtime;

import io.homeport.deploy.target.Target;
import io.homeport.deploy.target.Usage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What backends use, as metrics: a row for each that runs, and none for those that ended. */
@ApplicationScoped
public class UsageWatch {
  private final Target target;
  private final MultiGauge cpu;
  private final MultiGauge memory;

  @Inject
  UsageWatch(Target target, MeterRegistry meters) {
    this.target = target;
    cpu =
        MultiGauge.builder("homeport.app.cpu")
            .description("Processor time since the app's process was started")
            .baseUnit("seconds")
            .register(meters);
    memory =
        MultiGauge.builder("homeport.app.memory")
            .description("Memory of an app's processes that they share with nobody")
            .baseUnit("bytes")
            .register(meters);
  }

  /** Takes the figures of instances that are to run, and ends those that use too much memory. */
  public void look(List<Instance> running) {
    Map<UUID, Usage> usage =
        target.usage(running.stream().filter(each -> !each.asleep()).map(Instance::id).toList());
    var cpuRows = new ArrayList<MultiGauge.Row<?>>();
    var memoryRows = new ArrayList<MultiGauge.Row<?>>();
    for (Instance instance : running) {
      Usage used = usage.get(instance.id());
      if (used != null) {
        Tags tags =
            Tags.of(
                "environment", instance.environment().toString(),
                "instance", instance.id().toString());
        cpuRows.add(MultiGauge.Row.of(tags, used.cpuSeconds()));
        memoryRows.add(MultiGauge.Row.of(tags, used.memoryBytes()));
      }
    }
    cpu.register(cpuRows, true);
    memory.register(memoryRows, true);
  }
}
