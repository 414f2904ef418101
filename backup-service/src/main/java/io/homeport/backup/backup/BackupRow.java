package io.homeport.backup.backup;

import io.homeport.backup.envelope.Content;
import io.homeport.backup.environment.EnvironmentRow;
import io.homeport.backup.policy.Retention;
import io.homeport.contracts.AppId;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table {@code backup}. */
@Entity
@Table(name = "backup")
public class BackupRow extends PanacheEntityBase {

  static final String QUEUED = "queued";
  static final String TAKEN = "taken";
  static final String STORED = "stored";
  static final String RESTORED = "restored";
  static final String VERIFIED = "verified";
  static final String FAILED = "failed";
  static final String DAMAGED = "damaged";

  /** The reason of one that somebody wants an environment's past by. */
  static final String MOMENT = "moment";

  @Id public UUID id;

  @Column(name = "organization_id")
  public UUID organizationId;

  @Column(name = "environment_id")
  public UUID environmentId;

  @Column(name = "app_id")
  public UUID appId;

  public String state;

  /** Why it is taken. */
  public String reason;

  public @Nullable Instant slot;

  /** The deployment that waits for it before it changes the database; null if none does. */
  @Column(name = "deployment_id")
  public @Nullable UUID deploymentId;

  /** Whose contents it holds, if somebody chose it; else those of when it is taken. */
  public @Nullable Instant moment;

  @Column(name = "requested_by")
  public @Nullable String requestedBy;

  @Column(name = "requested_at")
  public Instant requestedAt;

  @Column(name = "taken_at")
  public @Nullable Instant takenAt;

  public @Nullable String archive;

  @Column(name = "archive_bytes")
  public @Nullable Long archiveBytes;

  public @Nullable String manifest;

  /** The backup's copy of the environment record. */
  public @Nullable String record;

  public @Nullable Integer tables;
  public @Nullable Long rows;

  @Column(name = "stored_at")
  public @Nullable Instant storedAt;

  @Column(name = "restored_at")
  public @Nullable Instant restoredAt;

  @Column(name = "recovery_millis")
  public @Nullable Long recoveryMillis;

  @Column(name = "ended_at")
  public @Nullable Instant endedAt;

  @Column(name = "failure_actor")
  public @Nullable String failureActor;

  @Column(name = "failure_what")
  public @Nullable String failureWhat;

  @Column(name = "failure_remedy")
  public @Nullable String failureRemedy;

  /** JSON. */
  public @Nullable String report;

  /** The signed report: JSON. */
  public @Nullable String proof;

  /** The object that holds it; it stays as long as this row does. */
  @Column(name = "proof_object")
  public @Nullable String proofObject;

  @Column(name = "expired_at")
  public @Nullable Instant expiredAt;

  @Column(name = "deleted_at")
  public @Nullable Instant deletedAt;

  /** Why it must stay, as somebody said; null where nobody did. */
  @Column(name = "hold_reason")
  public @Nullable String holdReason;

  @Column(name = "held_by")
  public @Nullable String heldBy;

  @Column(name = "held_at")
  public @Nullable Instant heldAt;

  /** Before this nothing deletes it; null where it is not locked. */
  @Column(name = "locked_until")
  public @Nullable Instant lockedUntil;

  /** When all of it was read last; null if never since it was proven. */
  @Column(name = "checked_at")
  public @Nullable Instant checkedAt;

  /** When it is to be read again. */
  @Column(name = "next_check_at")
  public @Nullable Instant nextCheckAt;

  /** When it was restored and compared last. */
  @Column(name = "drilled_at")
  public @Nullable Instant drilledAt;

  /** Was proven and is not let go: worth reading again. */
  boolean isKept() {
    return (state.equals(VERIFIED) || state.equals(DAMAGED)) && expiredAt == null;
  }

  /** Proven and still there. */
  public boolean isVerified() {
    return state.equals(VERIFIED) && expiredAt == null;
  }

  /** The state, or {@code expired} once its keeping has ended. */
  public String shownState() {
    return expiredAt == null ? state : "expired";
  }

  /**
   * What is deleted of it at one destination.
   *
   * @param first whether that is where backups are stored to first: there its proof stays
   */
  public List<Digest> objects(boolean first) {
    return Stream.of(archive, manifest, record, first ? null : proofObject)
        .filter(Objects::nonNull)
        .map(Digest::parse)
        .toList();
  }

  void note(Content content, @Nullable Digest object) {
    String stored = object == null ? null : object.toString();
    switch (content) {
      case DATABASE -> archive = stored;
      case MANIFEST -> manifest = stored;
      case RECORD -> record = stored;
      case FILE, SET -> throw new IllegalArgumentException("no backup has it alone");
    }
  }

  Retention.Kept kept() {
    return new Retention.Kept(
        id,
        state.equals(VERIFIED),
        switch (reason) {
          case "scheduled" -> Retention.Why.SCHEDULE;
          case MOMENT -> Retention.Why.MOMENT;
          default -> Retention.Why.ASKED;
        },
        keptFrom(),
        holdReason != null,
        Optional.ofNullable(lockedUntil));
  }

  /** What is made of a moment long ago is asked for now, and kept from now on. */
  private Instant keptFrom() {
    Instant ended = endedAt == null ? requestedAt : endedAt;
    return takenAt == null || reason.equals(MOMENT) ? ended : takenAt;
  }

  Backup.Of of(EnvironmentRow environment) {
    return new Backup.Of(
        new BackupId(id),
        new EnvironmentId(environmentId),
        new AppId(appId),
        environment.appName,
        environment.name,
        Optional.ofNullable(deploymentId).map(DeploymentId::new));
  }

  Backup.Contents contents() {
    if (takenAt == null
        || archive == null
        || archiveBytes == null
        || tables == null
        || rows == null) {
      throw new IllegalStateException("the backup " + id + " was not taken");
    }
    return new Backup.Contents(
        takenAt,
        Digest.parse(archive),
        archiveBytes,
        tables,
        rows,
        Optional.ofNullable(record).map(Digest::parse));
  }

  @Nullable Failure failure() {
    return failureActor == null || failureWhat == null || failureRemedy == null
        ? null
        : new Failure(Failure.Actor.valueOf(failureActor), failureWhat, failureRemedy);
  }

  void fail(Failure why, Instant at) {
    state = FAILED;
    endedAt = at;
    because(why);
  }

  /** When it ended stays what it was. */
  void damage(Failure why, Instant at) {
    state = DAMAGED;
    checkedAt = at;
    because(why);
  }

  /** Was read, or drilled, and is good. */
  void good(Instant at) {
    state = VERIFIED;
    checkedAt = at;
    failureActor = null;
    failureWhat = null;
    failureRemedy = null;
  }

  private void because(Failure why) {
    failureActor = why.actor().name();
    failureWhat = why.what();
    failureRemedy = why.remedy();
  }
}
