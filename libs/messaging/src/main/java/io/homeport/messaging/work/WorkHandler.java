package io.homeport.messaging.work;

import io.homeport.contracts.Failure;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Does one kind of slow work. Implementations are found as CDI beans. */
public interface WorkHandler {

  /**
   * The priority of who observes the start of a service to clear away what killed work has left:
   * nothing is claimed before.
   */
  int BEFORE_WORK_BEGINS = 1;

  /** The kind of work, such as {@code import}; also the prefix of its metrics. */
  String kind();

  /** How many run side by side in one replica. */
  default int concurrency() {
    return 1;
  }

  /** How long a silent replica keeps the work; it is extended while the replica lives. */
  default Duration lease() {
    return Duration.ofSeconds(10);
  }

  /** How long the work may take in all, over every attempt. */
  Duration deadline();

  /** How often it is tried when it fails in a way that may pass, or when the service dies. */
  default int maxAttempts() {
    return 5;
  }

  /**
   * Does the work, on a virtual thread, with no transaction open. It must bear being run again from
   * the start: everything before {@link Attempt#complete} may already have happened. It ends by
   * calling {@link Attempt#complete}, or by throwing.
   *
   * @throws FailedWork if trying again is of no use
   * @throws Exception if trying again may help
   */
  void run(Attempt attempt) throws Exception;

  /** Records that the work failed for good, in the transaction that ends it. */
  Uni<Void> failed(Attempt attempt, Failure failure);
}
