package io.homeport.backup.backup;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.backup.destination.CopyView;
import io.homeport.contracts.AppId;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backup as the API shows it.
 *
 * @param state {@code queued}, {@code taken}, {@code stored}, {@code restored}, {@code verified},
 *     {@code failed}, {@code damaged} or {@code expired}
 * @param reason {@code first}, {@code scheduled}, {@code manual}, {@code deployment}: a restore
 *     point, or {@code moment}: somebody wanted the environment as it was then
 * @param takenAt the instant whose contents it holds
 * @param checkedAt when all of it was last read again
 * @param bytes as stored, compressed and encrypted
 * @param recoveryMillis how long bringing it back took in the drill
 * @param hold why it must stay, as somebody said
 * @param lockedUntil before which nothing deletes it
 * @param copies where it is stored, the first place first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupView(
    BackupId id,
    EnvironmentId environment,
    AppId app,
    String state,
    String reason,
    @Nullable String requestedBy,
    Instant requestedAt,
    @Nullable Instant takenAt,
    @Nullable Instant storedAt,
    @Nullable Instant restoredAt,
    @Nullable Instant endedAt,
    @Nullable Instant checkedAt,
    @Nullable Digest archive,
    @Nullable Long bytes,
    @Nullable Integer tables,
    @Nullable Long rows,
    @Nullable Long recoveryMillis,
    @Nullable Failure failure,
    @Nullable Hold hold,
    @Nullable Instant lockedUntil,
    List<CopyView> copies) {

  /** Somebody said that a backup must stay. */
  public record Hold(String reason, @Nullable String by, @Nullable Instant at) {}

  static BackupView of(BackupRow row, List<CopyView> copies) {
    return new BackupView(
        new BackupId(row.id),
        new EnvironmentId(row.environmentId),
        new AppId(row.appId),
        row.shownState(),
        row.reason,
        row.requestedBy,
        row.requestedAt,
        row.takenAt,
        row.storedAt,
        row.restoredAt,
        row.endedAt,
        row.checkedAt,
        row.archive == null ? null : Digest.parse(row.archive),
        row.archiveBytes,
        row.tables,
        row.rows,
        row.recoveryMillis,
        row.failure(),
        row.holdReason == null ? null : new Hold(row.holdReason, row.heldBy, row.heldAt),
        row.lockedUntil,
        copies);
  }
}
