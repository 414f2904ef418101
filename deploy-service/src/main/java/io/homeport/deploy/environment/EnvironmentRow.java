package io.homeport.deploy.environment;

import io.homeport.contracts.Failure;
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

  public static final String PROVISIONING = "provisioning";
  public static final String READY = "ready";
  public static final String FAILED = "failed";
  public static final String REMOVING = "removing";
  public static final String REMOVED = "removed";

  @Id public UUID id;

  @Column(name = "organization_id")
  public UUID organizationId;

  @Column(name = "app_id")
  public UUID appId;

  @Column(name = "app_name")
  public String appName;

  public String name;
  public String state;
  public String host;

  @Column(name = "database_name")
  public String databaseName;

  @Column(name = "owner_role")
  public String ownerRole;

  /** {@link EnvironmentKeys}, sealed. */
  public byte[] keys;

  @Column(name = "current_release_id")
  public @Nullable UUID currentReleaseId;

  @Column(name = "previous_release_id")
  public @Nullable UUID previousReleaseId;

  /** Counts changes; the entity tag. */
  public int version;

  @Column(name = "created_by")
  public String createdBy;

  @Column(name = "created_at")
  public Instant createdAt;

  @Column(name = "ready_at")
  public @Nullable Instant readyAt;

  @Column(name = "failure_actor")
  public @Nullable String failureActor;

  @Column(name = "failure_what")
  public @Nullable String failureWhat;

  @Column(name = "failure_remedy")
  public @Nullable String failureRemedy;

  /** Whether it is being removed, or was: nothing may serve it any more. */
  public boolean goesAway() {
    return state.equals(REMOVING) || state.equals(REMOVED);
  }

  /** Why it could not be made; null where it could. */
  @Nullable Failure failure() {
    return failureActor == null || failureWhat == null || failureRemedy == null
        ? null
        : new Failure(Failure.Actor.valueOf(failureActor), failureWhat, failureRemedy);
  }

  void failure(@Nullable Failure failure) {
    failureActor = failure == null ? null : failure.actor().name();
    failureWhat = failure == null ? null : failure.what();
    failureRemedy = failure == null ? null : failure.remedy();
  }
}
