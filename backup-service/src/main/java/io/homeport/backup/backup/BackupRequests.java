package io.homeport.backup.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.api.Cursor;
import io.homeport.api.Page;
import io.homeport.api.Problems;
import io.homeport.backup.destination.Copies;
import io.homeport.backup.destination.Places;
import io.homeport.backup.drill.Loss;
import io.homeport.backup.drill.Proof;
import io.homeport.backup.drill.Report;
import io.homeport.backup.environment.Environments;
import io.homeport.contracts.AppId;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Backups, as people ask for them, look at them, hold them and let them go. */
@ApplicationScoped
class BackupRequests {

  @Inject Transactions transactions;
  @Inject Environments environments;
  @Inject Backups backups;
  @Inject Copies copies;
  @Inject Places places;
  @Inject ObjectMapper json;
  @Inject Clock clock;

  /** A person wants one now. */
  Uni<BackupView> request(OrganizationId organization, EnvironmentId id, String by, Cause cause) {
    return transactions.inOrganization(
        organization,
        () ->
            environments
                .required(id)
                .chain(environment -> {
                  if (environment.removedAt != null) {
                    throw Problems.conflict(
                        "environment-removed",
                        "The environment " + environment.name + " was removed.",
                        "Back up another environment.");
                  }
                  return backups.add(environment, "manual", by, cause);
                })
                .map(row -> BackupView.of(row, List.of())));
  }

  Uni<BackupView> get(OrganizationId organization, BackupId id) {
    return transactions.inOrganization(organization, () -> backups.required(id).chain(this::view));
  }

  Uni<Page<BackupView>> ofEnvironment(
      OrganizationId organization, EnvironmentId id, Cursor cursor, int limit) {
    return transactions.inOrganization(
        organization,
        () ->
            environments
                .required(id)
                .chain(() -> page("environmentId", id.value(), cursor, limit)));
  }

  Uni<Page<BackupView>> ofApp(OrganizationId organization, AppId id, Cursor cursor, int limit) {
    return transactions.inOrganization(
        organization,
        () -> environments.requireApp(id).chain(() -> page("appId", id.value(), cursor, limit)));
  }

  /**
   * What the drill found.
   *
   * @throws io.homeport.api.ProblemException 409 as long as there was none
   */
  Uni<ReportView> report(OrganizationId organization, BackupId id) {
    return transactions.inOrganization(
        organization, () -> backups.required(id).chain(this::report));
  }

  private Uni<ReportView> report(BackupRow row) {
    if (row.report == null) {
      throw Problems.conflict(
          "backup-not-compared",
          "The backup is " + row.state + "; it was not compared yet.",
          "Wait until it is verified or failed.");
    }
    Report report = read(row.report);
    return verifiedAfter(row, report.takenAt())
        .chain(next ->
            copies
                .of(row.id)
                .map(found ->
                    new ReportView(
                        report,
                        Loss.of(report.takenAt(), next.orElseGet(clock::instant), next.isPresent()),
                        Optional.ofNullable(row.proof).map(Proof::read),
                        Optional.ofNullable(row.proofObject),
                        found,
                        places.said())));
  }

  /** What the next verified backup of the environment holds. */
  private static Uni<Optional<Instant>> verifiedAfter(BackupRow row, Instant takenAt) {
    return BackupRow.<BackupRow>find(
            "environmentId = ?1 and state = 'verified' and takenAt > ?2 order by takenAt",
            row.environmentId,
            takenAt)
        .firstResult()
        .map(next -> Optional.ofNullable(next).map(found -> found.takenAt));
  }

  /** Keeps a backup until somebody lets it go, whatever its policy says. */
  Uni<BackupView> hold(OrganizationId organization, BackupId id, String reason, String by) {
    return change(
        organization,
        id,
        row -> {
          if (row.expiredAt != null) {
            throw Problems.conflict(
                "backup-expired",
                "The backup was let go at %s.".formatted(row.expiredAt),
                "Hold another one.");
          }
          row.holdReason = reason;
          row.heldBy = by;
          row.heldAt = clock.instant();
        });
  }

  /** From now on its policy decides again. */
  Uni<BackupView> letGo(OrganizationId organization, BackupId id) {
    return change(
        organization,
        id,
        row -> {
          row.holdReason = null;
          row.heldBy = null;
          row.heldAt = null;
        });
  }

  private Uni<BackupView> change(
      OrganizationId organization, BackupId id, Consumer<BackupRow> change) {
    return transactions.inOrganization(
        organization, () -> backups.required(id).invoke(change).chain(this::view));
  }

  private Uni<BackupView> view(BackupRow row) {
    return copies.of(row.id).map(found -> BackupView.of(row, found));
  }

  private Uni<Page<BackupView>> page(String column, UUID id, Cursor cursor, int limit) {
    return BackupRow.<BackupRow>find(
            column + " = ?1 and id < ?2 order by id desc", id, cursor.after())
        .range(0, limit)
        .list()
        .chain(rows ->
            copies
                .of(rows.stream().map(row -> row.id).toList())
                .map(found ->
                    Page.of(
                        rows,
                        limit,
                        row -> row.id,
                        row -> BackupView.of(row, found.getOrDefault(row.id, List.of())))));
  }

  private Report read(String report) {
    try {
      return json.readValue(report, Report.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("only reports are recorded as reports", e);
    }
  }
}
