package io.homeport.deploy.deployment;

import io.homeport.contracts.Failure;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code deployment}. */
@Entity
@Table(name = "deployment")
public class DeploymentRow extends PanacheEntityBase {

  static final String QUEUED = "queued";
  static final String BUILDING = "building";
  static final String MIGRATING = "migrating";
  static final String STARTING = "starting";
  static final String SWITCHING = "switching";
  static final String LIVE = "live";
  static final String FAILED = "failed";
  static final String SUPERSEDED = "superseded";
  static final String CANCELED = "canceled";

  /** It has not ended. */
  static final List<String> OPEN = List.of(QUEUED, BUILDING, MIGRATING, STARTING, SWITCHING);

  @Id public UUID id;

  @Column(name = "organization_id")
  public UUID organizationId;

  @Column(name = "app_id")
  public UUID appId;

  @Column(name = "environment_id")
  public UUID environmentId;

  /** The spec to make the release of; null where the release is given. */
  @Column(name = "spec_id")
  public @Nullable UUID specId;

  @Column(name = "release_id")
  public @Nullable UUID releaseId;

  @Column(name = "replaced_release_id")
  public @Nullable UUID replacedReleaseId;

  /** The release that a rollback would have brought back before the switch. */
  @Column(name = "replaced_previous_release_id")
  public @Nullable UUID replacedPreviousReleaseId;

  public boolean rollback;

  /** Whether its migrations may drop what has rows. */
  @Column(name = "accept_data_loss")
  public boolean acceptDataLoss;

  /** The database the environment uses from the switch on; null for the one it has. */
  @Column(name = "database_name")
  public @Nullable String databaseName;

  /** The database the environment used before the switch. */
  @Column(name = "replaced_database_name")
  public @Nullable String replacedDatabaseName;

  public String state;

  @Column(name = "requested_by")
  public String requestedBy;

  @Column(name = "requested_at")
  public Instant requestedAt;

  @Column(name = "started_at")
  public @Nullable Instant startedAt;

  @Column(name = "switched_at")
  public @Nullable Instant switchedAt;

  @Column(name = "ended_at")
  public @Nullable Instant endedAt;

  /** {@link Checklist} as JSON; null for a deployment of before there were checklists. */
  public @Nullable String checklist;

  /** Whether it may change the database without a restore point: whoever asked for it says so. */
  @Column(name = "without_restore_point")
  public boolean withoutRestorePoint;

  /** Whether it goes on although migrations took away what the release may need. */
  @Column(name = "despite_schema")
  public boolean despiteSchema;

  /** One line on what was applied. */
  public @Nullable String migrations;

  /** One line each. */
  public @Nullable String warnings;

  /** The object that holds the build's log. */
  public @Nullable String log;

  /** The newer deployment that took its place. */
  @Column(name = "superseded_by")
  public @Nullable UUID supersededBy;

  @Column(name = "canceled_by")
  public @Nullable String canceledBy;

  @Column(name = "failure_actor")
  public @Nullable String failureActor;

  @Column(name = "failure_what")
  public @Nullable String failureWhat;

  @Column(name = "failure_remedy")
  public @Nullable String failureRemedy;

  @Nullable Failure failure() {
    return failureActor == null || failureWhat == null || failureRemedy == null
        ? null
        : new Failure(Failure.Actor.valueOf(failureActor), failureWhat, failureRemedy);
  }
}
