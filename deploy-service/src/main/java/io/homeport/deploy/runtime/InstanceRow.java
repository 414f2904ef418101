package io.homeport.deploy.runtime;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code instance}. */
@Entity
@Table(name = "instance")
public class InstanceRow extends PanacheEntityBase {

  public static final String RUNNING = "running";
  public static final String STOPPED = "stopped";

  @Id public UUID id;

  @Column(name = "organization_id")
  public UUID organizationId;

  @Column(name = "environment_id")
  public UUID environmentId;

  @Column(name = "release_id")
  public UUID releaseId;

  @Column(name = "database_name")
  public String databaseName;

  public int port;
  public Long pid;

  @Column(name = "process_started_at")
  public Instant processStartedAt;

  /** Whether it is to run. */
  public String state;

  @Column(name = "started_at")
  public Instant startedAt;

  /** Nobody used it, so it was stopped until somebody does; null of one that is awake. */
  @Column(name = "asleep_since")
  public @Nullable Instant asleepSince;

  @Column(name = "stopped_at")
  public Instant stoppedAt;
}
