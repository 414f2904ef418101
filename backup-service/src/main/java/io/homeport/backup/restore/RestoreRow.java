package io.homeport.backup.restore;

import io.homeport.backup.environment.EnvironmentRow;
import io.homeport.backup.recovery.Condition;
import io.homeport.backup.recovery.SideTable;
import io.homeport.contracts.AppId;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.RestoreId;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code restore}: who got what of a backup, when, and where to. */
@Entity
@Table(name = "restore")
public class RestoreRow extends PanacheEntityBase {

  /** Its environment was removed, and is to be there again first. */
  static final String RECOVERING = "recovering";

  static final String REQUESTED = "requested";
  static final String COMPLETED = "completed";
  static final String FAILED = "failed";

  /** All of a database, into a new one. */
  static final String DATABASE = "database";

  /** Some or all rows of a table, beside it. */
  static final String TABLE = "table";

  /** What restoring a database would change. */
  static final String DRY_RUN = "dry-run";

  /** The archive, to wherever the customer wants it. */
  static final String DOWNLOAD = "download";

  @Id public UUID id;

  @Column(name = "organization_id")
  public UUID organizationId;

  @Column(name = "backup_id")
  public UUID backupId;

  @Column(name = "environment_id")
  public UUID environmentId;

  /** Whose backup it is. */
  @Column(name = "from_environment_id")
  public UUID fromEnvironmentId;

  @Column(name = "app_id")
  public UUID appId;

  /** Whose contents are restored, where somebody chose that rather than a backup. */
  public @Nullable Instant moment;

  public String kind = DATABASE;
  public String state;
  public String database;
  public boolean promote;

  @Column(name = "table_name")
  public @Nullable String table;

  public @Nullable String condition;

  /** Within the database, where only a part is restored. */
  @Column(name = "side_schema")
  public @Nullable String sideSchema;

  /** What was found out: JSON. */
  public @Nullable String outcome;

  @Column(name = "requested_by")
  public String requestedBy;

  @Column(name = "requested_at")
  public Instant requestedAt;

  @Column(name = "ended_at")
  public @Nullable Instant endedAt;

  @Column(name = "failure_actor")
  public @Nullable String failureActor;

  @Column(name = "failure_what")
  public @Nullable String failureWhat;

  @Column(name = "failure_remedy")
  public @Nullable String failureRemedy;

  Restore.Requested requested(EnvironmentRow environment) {
    return new Restore.Requested(
        new Restore.Of(
            new RestoreId(id),
            new BackupId(backupId),
            new EnvironmentId(environmentId),
            new AppId(appId),
            environment.appName,
            environment.name,
            database,
            promote));
  }

  /** Of a table. */
  SideTable.Wanted wantedTable() {
    if (table == null || sideSchema == null) {
      throw new IllegalStateException("the restore " + id + " is of no table");
    }
    return new SideTable.Wanted(
        database,
        table,
        Optional.ofNullable(condition).map(Condition::parse),
        sideSchema,
        "homeport restore " + id);
  }

  void fail(Failure why, Instant at) {
    state = FAILED;
    endedAt = at;
    failureActor = why.actor().name();
    failureWhat = why.what();
    failureRemedy = why.remedy();
  }

  @Nullable Failure failure() {
    return failureActor == null || failureWhat == null || failureRemedy == null
        ? null
        : new Failure(Failure.Actor.valueOf(failureActor), failureWhat, failureRemedy);
  }
}
