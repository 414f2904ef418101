package io.homeport.backup.environment;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code environment}. */
@Entity
@Table(name = "environment")
public class EnvironmentRow extends PanacheEntityBase {

  @Id public UUID id;

  @Column(name = "organization_id")
  public UUID organizationId;

  @Column(name = "app_id")
  public UUID appId;

  @Column(name = "app_name")
  public String appName;

  public String name;

  /** In the cluster of apps. */
  public String database;

  /** The object with its environment record; null while none was told. */
  public @Nullable String record;

  @Column(name = "ready_at")
  public Instant readyAt;

  @Column(name = "live_at")
  public @Nullable Instant liveAt;

  @Column(name = "removed_at")
  public @Nullable Instant removedAt;

  /** How many restores were asked for: their databases are numbered. */
  public int restores;

  /** Five fields of crontab(5), by the clock of {@link #zone}. */
  public String schedule;

  public String zone;

  @Column(name = "keep_hourly")
  public int keepHourly;

  @Column(name = "keep_daily")
  public int keepDaily;

  @Column(name = "keep_weekly")
  public int keepWeekly;

  @Column(name = "keep_monthly")
  public int keepMonthly;

  @Column(name = "lock_days")
  public int lockDays;

  public boolean paused;

  @Column(name = "policy_version")
  public int policyVersion;

  @Column(name = "policy_changed_at")
  public Instant policyChangedAt;
}
