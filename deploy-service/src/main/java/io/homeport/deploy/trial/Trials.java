package io.homeport.deploy.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.events.TrialEnded;
import io.homeport.contracts.events.TrialRequested;
import io.homeport.deploy.environment.Environment;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.deploy.environment.Environments;
import io.homeport.deploy.release.Release;
import io.homeport.deploy.release.Releases;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.homeport.messaging.work.WorkQueue;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;

/** Trials, as they are asked for and answered. */
@ApplicationScoped
public class Trials {

  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject Releases releases;
  @Inject WorkQueue work;
  @Inject Outbox outbox;
  @Inject ObjectMapper json;

  /**
   * In the consumer's transaction.
   *
   * @param release what served when the backup was taken; empty where nothing did
   */
  public Uni<Void> request(
      OrganizationId organization, TrialRequested wanted, Optional<UUID> release, Cause cause) {
    var row = new TrialRow();
    row.id = wanted.trialId().value();
    row.organizationId = organization.value();
    row.environmentId = wanted.environmentId().value();
    row.releaseId = release.orElse(null);
    row.request = write(wanted);
    return row.<TrialRow>persistAndFlush()
        .chain(() -> work.enqueue(organization, TrialWorker.KIND, row.id, null, cause));
  }

  /**
   * What a worker needs.
   *
   * @param environment empty where it was removed
   * @param release empty where nothing served
   */
  record Wanted(
      TrialRequested request, Optional<Environment> environment, Optional<Release> release) {}

  /** Empty where it was answered already. Waits. */
  Optional<Wanted> wanted(OrganizationId organization, UUID trial) {
    return transactions.await(() ->
        transactions.inOrganization(
            organization,
            () ->
                TrialRow.<TrialRow>findById(trial)
                    .chain(row ->
                        row == null
                            ? Uni.createFrom().item(Optional.<Wanted>empty())
                            : wanted(row).map(Optional::of))));
  }

  private Uni<Wanted> wanted(TrialRow row) {
    UUID served = row.releaseId;
    Uni<Optional<Release>> release =
        served == null
            ? Uni.createFrom().item(Optional.empty())
            : releases.required(new ReleaseId(served)).map(Optional::of);
    return EnvironmentRow.<EnvironmentRow>find(
            "id = ?1 and state <> ?2", row.environmentId, EnvironmentRow.REMOVED)
        .firstResult()
        .map(found -> Optional.ofNullable(found).map(environments::toEnvironment))
        .chain(
            environment -> release.map(found -> new Wanted(read(row.request), environment, found)));
  }

  /** In the worker's transaction. */
  Uni<Void> ended(OrganizationId organization, TrialEnded ended, Cause cause) {
    return TrialRow.deleteById(ended.trialId().value())
        .chain(there ->
            there ? outbox.publish(organization, ended, cause) : Uni.createFrom().voidItem());
  }

  private String write(TrialRequested wanted) {
    try {
      return json.writeValueAsString(wanted);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event is always writable", e);
    }
  }

  private TrialRequested read(String request) {
    try {
      return json.readValue(request, TrialRequested.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("only requests are recorded as requests", e);
    }
  }
}
