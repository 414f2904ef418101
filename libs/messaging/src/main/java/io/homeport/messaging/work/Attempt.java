package io.homeport.messaging.work;

import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Cause;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;

/** One try at a piece of work. What it records is recorded only while it is the current one. */
public final class Attempt {

  private final WorkItem item;
  private final WorkRecords records;
  private volatile boolean ending;

  Attempt(WorkItem item, WorkRecords records) {
    this.item = item;
    this.records = records;
  }

  /** The id of the thing the work is about. */
  public UUID subject() {
    return item.subject();
  }

  public OrganizationId organization() {
    return item.organization();
  }

  public Cause cause() {
    return item.cause();
  }

  /** 1 for the first try. */
  public int number() {
    return item.attempt();
  }

  /** When the work must be done. */
  public Instant deadline() {
    return item.deadline();
  }

  /**
   * Says how far it is; durable, and streamed to whoever follows.
   *
   * @param step a short stable name, such as {@code clone}
   * @param message one line for a person; never a secret
   * @throws StaleAttempt if a newer attempt has the work
   */
  public void progress(String step, String message) {
    records.progress(item, step, message);
  }

  /**
   * Records a step on the way, in a transaction of the work's organization.
   *
   * @throws StaleAttempt if a newer attempt has the work; nothing is recorded then
   */
  public void record(Supplier<Uni<Void>> change) {
    records.record(item, change);
  }

  /**
   * Records the result and ends the work, in one transaction of the work's organization.
   *
   * @throws StaleAttempt if a newer attempt has the work; nothing is recorded then
   */
  public void complete(Supplier<Uni<Void>> change) {
    ending = true;
    records.complete(item, change);
  }

  /** Whether it is recording its end: its row may then no longer be running, for a good reason. */
  boolean isEnding() {
    return ending;
  }
}
