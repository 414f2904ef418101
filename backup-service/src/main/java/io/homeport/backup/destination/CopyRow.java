package io.homeport.backup.destination;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code backup_copy}: a backup at one destination. */
@Entity
@Table(name = "backup_copy")
public class CopyRow extends PanacheEntityBase {

  /** It is to be made. */
  static final String PENDING = "pending";

  /** It was written; nobody has read it back. */
  static final String STORED = "stored";

  /** Every byte of it was read and is what it was. */
  static final String CHECKED = "checked";

  /** Something of it is not there. */
  static final String MISSING = "missing";

  /** Something of it has other bytes. */
  static final String DAMAGED = "damaged";

  /** It is being deleted, until a later look finds nothing of it. */
  static final String DELETING = "deleting";

  static final String DELETED = "deleted";

  @Id public UUID id;

  @Column(name = "organization_id")
  public UUID organizationId;

  @Column(name = "backup_id")
  public UUID backupId;

  public String destination;
  public String state;

  @Column(name = "stored_at")
  public @Nullable Instant storedAt;

  @Column(name = "checked_at")
  public @Nullable Instant checkedAt;

  /** When it is to be made, mended or looked for; null where nothing is to be done. */
  @Column(name = "next_try_at")
  public @Nullable Instant nextTryAt;

  @Column(name = "failure_what")
  public @Nullable String failureWhat;

  @Column(name = "failure_remedy")
  public @Nullable String failureRemedy;

  /** Until when the destination itself lets nobody delete it; null where it offers no locks. */
  @Column(name = "locked_until")
  public @Nullable Instant lockedUntil;

  @Column(name = "deleted_at")
  public @Nullable Instant deletedAt;

  /** Whether it is being let go, or was. */
  public boolean isLetGo() {
    return state.equals(DELETING) || state.equals(DELETED);
  }

  /** Whether all of it is there as far as anybody knows. */
  public boolean isSound() {
    return (state.equals(STORED) || state.equals(CHECKED)) && failureWhat == null;
  }

  /** Whether nobody has tried to make it yet. */
  public boolean isNew() {
    return state.equals(PENDING) && failureWhat == null;
  }

  /** What was let go meanwhile may have been written again after it was deleted. */
  void whole(Instant now) {
    failureWhat = null;
    failureRemedy = null;
    if (isLetGo()) {
      state = DELETING;
      nextTryAt = now;
    } else {
      state = CHECKED;
      storedAt = storedAt == null ? now : storedAt;
      checkedAt = now;
      settled(now);
    }
  }

  /** What was asked for while it was worked on is still to be done. */
  void settled(Instant now) {
    if (!isLetGo() && nextTryAt != null && nextTryAt.isAfter(now)) {
      nextTryAt = null;
    }
  }

  void unsound(boolean missing, String why, Instant now) {
    if (!isLetGo() && !state.equals(PENDING)) {
      state = missing ? MISSING : DAMAGED;
      troubled(
          why, "Nothing needs to be done where another copy is sound: this one is mended.", now);
    }
  }

  void troubled(String what, String remedy, Instant next) {
    if (!isLetGo()) {
      failureWhat = what;
      failureRemedy = remedy;
      nextTryAt = next;
    }
  }
}
