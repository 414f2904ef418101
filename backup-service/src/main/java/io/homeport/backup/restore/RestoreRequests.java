package io.homeport.backup.restore;

import io.homeport.api.Problems;
import io.homeport.backup.backup.BackupRow;
import io.homeport.backup.backup.Backups;
import io.homeport.backup.backup.Moments;
import io.homeport.backup.environment.EnvironmentRow;
import io.homeport.backup.environment.Environments;
import io.homeport.backup.recovery.Condition;
import io.homeport.backup.restore.BackupRestoresResource.Wanted;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.OrganizationId;
import io.homeport.contracts.RestoreId;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Transactions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is asked of backups, as it is checked and recorded. */
@ApplicationScoped
public class RestoreRequests {

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuuMMdd_HHmm").withZone(ZoneOffset.UTC);

  @Inject Transactions transactions;
  @Inject Backups backups;
  @Inject Moments moments;
  @Inject Environments environments;
  @Inject Restores restores;
  @Inject Clock clock;

  /**
   * Records that a backup is to be restored; only what was proven can be. An environment that was
   * removed is brought back first.
   */
  Uni<RestoreView> request(
      OrganizationId organization, BackupId id, Wanted wanted, String by, Cause cause) {
    requireSound(wanted);
    return transactions.inOrganization(
        organization,
        () ->
            backups
                .required(id)
                .invoke(RestoreRequests::requireVerified)
                .chain(backup -> environments.required(new EnvironmentId(backup.environmentId)))
                .chain(environment ->
                    target(environment, wanted)
                        .chain(target ->
                            add(
                                environment,
                                target,
                                new Asked(id, Optional.empty(), wanted, by, cause))))
                .map(restores::view));
  }

  /**
   * Records that an environment is to be restored as it was at a moment: a backup is made of that
   * first, and restored when it is stored.
   *
   * @throws io.homeport.api.ProblemException 409 if that moment cannot be had
   */
  Uni<RestoreView> request(
      OrganizationId organization,
      EnvironmentId id,
      Instant moment,
      Wanted wanted,
      String by,
      Cause cause) {
    requireSound(wanted);
    return transactions.inOrganization(
        organization,
        () ->
            environments
                .required(id)
                .invoke(RestoreRequests::requireNotRemoved)
                .chain(environment ->
                    target(environment, wanted)
                        .chain(target ->
                            moments
                                .request(environment, moment, by, cause)
                                .chain(backup ->
                                    add(
                                        environment,
                                        target,
                                        new Asked(
                                            new BackupId(backup.id),
                                            Optional.of(moment),
                                            wanted,
                                            by,
                                            cause)))))
                .map(restores::view));
  }

  /** Records that somebody takes a proven backup's archive away, before they get any of it. */
  Uni<Restores.Subject> download(OrganizationId organization, BackupId id, String by) {
    return transactions.inOrganization(
        organization,
        () ->
            backups
                .required(id)
                .invoke(RestoreRequests::requireVerified)
                .chain(backup ->
                    environments
                        .required(new EnvironmentId(backup.environmentId))
                        .chain(environment -> {
                          RestoreRow row = row(environment, id, by);
                          row.kind = RestoreRow.DOWNLOAD;
                          row.database = environment.database;
                          return row.<RestoreRow>persist()
                              .map(added -> new Restores.Subject(added, backup, environment));
                        })));
  }

  /** The environment itself, or another one of its app that is there. */
  private Uni<EnvironmentRow> target(EnvironmentRow environment, Wanted wanted) {
    if (wanted.into() == null || wanted.into().equals(environment.id)) {
      return Uni.createFrom().item(environment);
    }
    EnvironmentId into = new EnvironmentId(wanted.into());
    return environments
        .required(into)
        .invoke(target -> {
          if (!target.appId.equals(environment.appId)) {
            throw Problems.notFound("environment of the app " + environment.appName, into);
          }
          if (target.removedAt != null) {
            throw Problems.conflict(
                "environment-removed",
                "The environment %s was removed.".formatted(target.name),
                "Restore into another environment.");
          }
        });
  }

  /**
   * What somebody asked for.
   *
   * @param moment of which the backup is still to be made
   */
  private record Asked(
      BackupId backup, Optional<Instant> moment, Wanted wanted, String by, Cause cause) {}

  private Uni<RestoreRow> add(EnvironmentRow from, EnvironmentRow environment, Asked asked) {
    Wanted wanted = asked.wanted();
    RestoreRow row = row(environment, asked.backup(), asked.by());
    row.fromEnvironmentId = from.id;
    row.promote = wanted.promote();
    row.moment = asked.moment().orElse(null);
    if (wanted.dryRun()) {
      row.kind = RestoreRow.DRY_RUN;
      row.database = environment.database;
      return persist(row, DryRunWorker.KIND, asked);
    }
    requireThere(environment, wanted.promote());
    if (wanted.table() != null) {
      return table(environment, row, wanted.table(), wanted.where())
          .chain(() -> persist(row, TableWorker.KIND, asked));
    }
    environment.restores++;
    row.database = DatabaseName.ofRestore(environment.database, environment.restores);
    boolean removed = environment.removedAt != null;
    row.state = removed ? RestoreRow.RECOVERING : RestoreRow.REQUESTED;
    return persist(row, removed ? RecoveryWorker.KIND : RestoreWorker.KIND, asked);
  }

  /** Named after the minute; the second of the same minute has a number. */
  private static Uni<Void> table(
      EnvironmentRow environment, RestoreRow row, String table, @Nullable String where) {
    String schema = "restored_" + MINUTE.format(row.requestedAt);
    row.kind = RestoreRow.TABLE;
    row.database = environment.database;
    row.table = table.contains(".") ? table : "public." + table;
    row.condition = where;
    return RestoreRow.count(
            "environmentId = ?1 and sideSchema like ?2", environment.id, schema + "%")
        .invoke(others -> row.sideSchema = others == 0 ? schema : schema + "_" + (others + 1))
        .replaceWithVoid();
  }

  /** Where the backup is still to be made, the work begins when it is. */
  private Uni<RestoreRow> persist(RestoreRow row, String work, Asked asked) {
    return row.<RestoreRow>persist()
        .call(() ->
            asked.moment().isPresent()
                ? Uni.createFrom().voidItem()
                : restores.enqueue(row, work, asked.cause()));
  }

  private RestoreRow row(EnvironmentRow environment, BackupId backup, String by) {
    RestoreRow row = new RestoreRow();
    row.id = RestoreId.next().value();
    row.organizationId = environment.organizationId;
    row.backupId = backup.value();
    row.environmentId = environment.id;
    row.fromEnvironmentId = environment.id;
    row.appId = environment.appId;
    row.state = RestoreRow.REQUESTED;
    row.requestedBy = by;
    row.requestedAt = clock.instant();
    return row;
  }

  private static void requireSound(Wanted wanted) {
    if (wanted.where() != null) {
      try {
        Condition.parse(wanted.where());
      } catch (IllegalArgumentException e) {
        throw Problems.invalid("where", String.valueOf(e.getMessage()));
      }
      if (wanted.table() == null) {
        throw Problems.invalid("where", "is of one table: say which");
      }
    }
    if (wanted.table() != null && (wanted.promote() || wanted.dryRun())) {
      throw Problems.invalid(
          "table", "is restored beside the one in service, without promote and dryRun");
    }
  }

  private static void requireVerified(BackupRow backup) {
    if (!backup.isVerified()) {
      throw Problems.conflict(
          "backup-not-verified",
          "The backup is " + backup.shownState() + "; only a verified one can be restored.",
          "Choose a verified backup, or wait until this one is.");
    }
  }

  private static void requireNotRemoved(EnvironmentRow environment) {
    if (environment.removedAt != null) {
      throw Problems.conflict(
          "environment-removed",
          "The environment %s was removed.".formatted(environment.name),
          "Restore one of its backups with promote: that brings the whole environment back.");
    }
  }

  private static void requireThere(EnvironmentRow environment, boolean promote) {
    if (environment.removedAt != null && !promote) {
      throw Problems.conflict(
          "environment-removed",
          "The environment %s was removed, so there is nothing to restore beside."
              .formatted(environment.name),
          "Restore with promote: that brings the whole environment back.");
    }
  }
}
