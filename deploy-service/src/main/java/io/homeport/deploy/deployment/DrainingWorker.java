package io.homeport.deploy.deployment;

import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.runtime.Backends;
import io.homeport.deploy.runtime.Instance;
import io.homeport.deploy.runtime.Instances;
import io.homeport.messaging.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/**
 * Ends what an environment no longer keeps running. Each process answers what it was asked before
 * it goes; those of the releases that are kept warm stay.
 */
@ApplicationScoped
class DrainingWorker {

  @Inject Transactions transactions;
  @Inject Instances instances;
  @Inject Backends backends;

  /** What was done, in one line. */
  String drain(Environment environment) {
    List<Instance> surplus =
        transactions
            .await(() -> transactions.acrossOrganizations(() -> instances.running()))
            .stream()
            .filter(each -> each.environment().equals(environment.id()))
            .filter(each -> !isKept(each, environment))
            .toList();
    surplus.forEach(backends::stop);
    String kept = "%d earlier releases stay warm".formatted(environment.warm().size() - 1);
    return surplus.isEmpty()
        ? kept + "; nothing was to end."
        : kept
            + "; ended %d processes, which answered what they were asked."
                .formatted(surplus.size());
  }

  private static boolean isKept(Instance instance, Environment environment) {
    return environment.warm().contains(instance.release())
        && instance.database().equals(environment.database());
  }
}
