package io.homeport.deploy.deployment;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code restore_point}: what was backed up before a deployment changed a database. */
@Entity
@Table(name = "restore_point")
public class RestorePointRow extends PanacheEntityBase {

  @Id
  @Column(name = "deployment_id")
  public UUID deploymentId;

  @Column(name = "organization_id")
  public UUID organizationId;

  @Column(name = "environment_id")
  public UUID environmentId;

  @Column(name = "database_name")
  public String databaseName;

  /** What served then: restoring the backup brings it back. */
  @Column(name = "release_id")
  public @Nullable UUID releaseId;

  @Column(name = "requested_at")
  public Instant requestedAt;

  @Column(name = "backup_id")
  public @Nullable UUID backupId;

  @Column(name = "taken_at")
  public @Nullable Instant takenAt;

  public @Nullable Long rows;

  /** Why there is no backup, or why the one there is does not hold. */
  public @Nullable String failure;
}
