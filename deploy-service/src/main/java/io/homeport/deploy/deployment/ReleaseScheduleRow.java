package io.homeport.deploy.deployment;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code release_schedule}: the jobs of a database while a release served it. */
@Entity
@Table(name = "release_schedule")
@IdClass(ReleaseScheduleRow.Key.class)
public class ReleaseScheduleRow extends PanacheEntityBase {

  /** What a row is found by. */
  public record Key(UUID environmentId, UUID releaseId, String databaseName) {}

  @Id
  @Column(name = "environment_id")
  public UUID environmentId;

  @Id
  @Column(name = "release_id")
  public UUID releaseId;

  @Id
  @Column(name = "database_name")
  public String databaseName;

  @Column(name = "organization_id")
  public UUID organizationId;

  /** {@link CronJobs} when it came to serve. */
  public @Nullable String began;

  /** {@link CronJobs} when another took its place. */
  public @Nullable String ended;

  /** The deployment of that other. */
  @Column(name = "replaced_by")
  public @Nullable UUID replacedBy;
}
