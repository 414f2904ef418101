package io.homeport.backup.trial;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.backup.BackupsConfig;
import io.homeport.backup.access.ApiRole;
import io.homeport.backup.drill.AppTrial;
import io.homeport.backup.drill.TriedApp;
import io.homeport.backup.dump.Manifest;
import io.homeport.backup.postgres.Login;
import io.homeport.contracts.AppId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.TrialId;
import io.homeport.contracts.events.TrialEnded;
import io.homeport.contracts.events.TrialRequested;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Asks deploy-service to start the release on what a drill has restored, and waits for what it
 * answers. The throwaway server lets the owner of the database in with the password that the
 * environment's own database has: it gets the verifier of it, so that no secret goes anywhere.
 */
@ApplicationScoped
public class Trials {

  private static final Duration LOOK_EVERY = Duration.ofMillis(250);

  /** No drill waits for so long. */
  private static final Duration ABANDONED_AFTER = Duration.ofDays(1);

  @Inject Transactions transactions;
  @Inject Outbox outbox;
  @Inject Login superuser;
  @Inject BackupsConfig config;
  @Inject ObjectMapper json;
  @Inject Clock clock;

  /** Whose backup is drilled. */
  public record Subject(
      OrganizationId organization, AppId app, EnvironmentId environment, Cause cause) {}

  /**
   * At the start and daily: lets go of what drills waited for that were killed. Others are done
   * long before.
   */
  @Scheduled(every = "24h")
  Uni<Void> forgetAbandoned() {
    return transactions
        .acrossOrganizations(
            () -> TrialRow.delete("id < ?1", firstOf(clock.instant().minus(ABANDONED_AFTER))))
        .replaceWithVoid();
  }

  /** Ids begin with the milliseconds that they were made at. */
  private static UUID firstOf(Instant moment) {
    return new UUID(moment.toEpochMilli() << Short.SIZE, 0);
  }

  /** For one drill. */
  public AppTrial of(Subject subject) {
    return config
        .backups()
        .trialLimit()
        .<AppTrial>map(limit -> (restored, manifest) -> tried(subject, restored, manifest, limit))
        .orElse(AppTrial.NONE);
  }

  private TriedApp tried(Subject subject, Login restored, Manifest manifest, Duration limit)
      throws SQLException, InterruptedException {
    if (manifest.access().isEmpty()) {
      return TriedApp.not("nobody noted who saw what when the backup was taken");
    }
    String owner = manifest.inventory().database().owner();
    Optional<String> obstacle = LetIn.owner(superuser, restored, owner);
    if (obstacle.isPresent()) {
      return TriedApp.not(obstacle.get());
    }
    var asked = AskedTables.of(manifest.access().get());
    var wanted =
        new TrialRequested(
            subject.app(),
            TrialId.next(),
            manifest.backup(),
            subject.environment(),
            manifest.takenAt(),
            restored.port(),
            manifest.inventory().database().name(),
            owner,
            asked.names(),
            ApiRole.AUTHENTICATED.claims(),
            clock.instant().plus(limit));
    transactions.await(() -> request(subject, wanted));
    try {
      return await(subject, wanted)
          .map(ended -> asked.compare(ended, manifest.inventory().catalogue()))
          .orElseGet(() ->
              TriedApp.not(
                  "deploy-service did not answer within %d s".formatted(limit.toSeconds())));
    } finally {
      transactions.await(() -> forget(subject, wanted.trialId()));
    }
  }

  private Uni<Void> request(Subject subject, TrialRequested wanted) {
    return transactions.inOrganization(
        subject.organization(),
        () -> {
          var row = new TrialRow();
          row.id = wanted.trialId().value();
          row.organizationId = subject.organization().value();
          return row.<TrialRow>persistAndFlush()
              .chain(() -> outbox.publish(subject.organization(), wanted, subject.cause()));
        });
  }

  private Optional<TrialEnded> await(Subject subject, TrialRequested wanted)
      throws InterruptedException {
    while (true) {
      boolean last = clock.instant().isAfter(wanted.until());
      Optional<TrialEnded> answer = answer(subject, wanted.trialId());
      if (answer.isPresent() || last) {
        return answer;
      }
      Thread.sleep(LOOK_EVERY);
    }
  }

  private Optional<TrialEnded> answer(Subject subject, TrialId id) {
    return transactions
        .await(() ->
            transactions.inOrganization(
                subject.organization(),
                () ->
                    TrialRow.<TrialRow>findById(id.value())
                        .map(row -> Optional.ofNullable(row).map(found -> found.answer))))
        .map(this::read);
  }

  private Uni<Boolean> forget(Subject subject, TrialId id) {
    return transactions.inOrganization(
        subject.organization(), () -> TrialRow.deleteById(id.value()));
  }

  /** In the consumer's transaction; of a drill that waits no more it is of no use. */
  public Uni<Void> ended(TrialEnded ended) {
    return TrialRow.update("answer = ?1 where id = ?2", write(ended), ended.trialId().value())
        .replaceWithVoid();
  }

  private String write(TrialEnded ended) {
    try {
      return json.writeValueAsString(ended);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event is always writable", e);
    }
  }

  private TrialEnded read(String answer) {
    try {
      return json.readValue(answer, TrialEnded.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("only answers are recorded as answers", e);
    }
  }
}
