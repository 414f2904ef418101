package io.homeport.deploy.environment;

import io.homeport.contracts.Failure;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /** What is to serve as soon as the data of an environment that was brought back is there. */
  @Column(name = "recovered_release_id")
  public @Nullable UUID recoveredReleaseId;

  /** Releases that are kept running, the one that served last first: ids, one line each. */
  @Column(name = "warm_releases")
  public @Nullable String warmReleases;

  /** How long without a request until its backend is stopped; 0 for never. */
  @Column(name = "sleep_after_minutes")
  public int sleepAfterMinutes;

  /** The largest body of a request to its backend; 0 for the installation's usual. */
  @Column(name = "max_body_bytes")
  public long maxBodyBytes;

  /** The branch that it is a preview of; null if it is none. */
  @Column(name = "preview_branch")
  public @Nullable String previewBranch;

  /** The environment that a preview was copied from. */
  @Column(name = "preview_of")
  public @Nullable UUID previewOf;

  /** When a preview is removed, unless its branch is pushed to before. */
  @Column(name = "expires_at")
  public @Nullable Instant expiresAt;

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

  /** Releases that are kept running, the one that served last first. */
  public List<UUID> warm() {
    return warmReleases == null
        ? Stream.of(currentReleaseId, previousReleaseId)
            .filter(Objects::nonNull)
            .distinct()
            .toList()
        : warmReleases.lines().map(UUID::fromString).toList();
  }

  /** A release serves from now on. */
  public void warmUp(UUID release, int most) {
    warmReleases =
        Stream.concat(Stream.of(release), warm().stream().filter(each -> !each.equals(release)))
            .limit(most)
            .map(UUID::toString)
            .collect(Collectors.joining("\n"));
  }

  /** A release never came to serve, so it is of no use to go back to. */
  public void coolDown(UUID release) {
    warmReleases =
        warm().stream()
            .filter(each -> !each.equals(release))
            .map(UUID::toString)
            .collect(Collectors.joining("\n"));
  }

  public boolean isPreview() {
    return previewBranch != null;
  }

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
