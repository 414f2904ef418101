package io.homeport.backup.restore;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.Failure;
import io.homeport.contracts.RestoreId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A restore as the API shows it.
 *
 * @param state {@code recovering} while a removed environment is brought back first, {@code
 *     requested}, {@code completed} or {@code failed}
 * @param database the new database; it is there once the restore is completed
 * @param promote whether the environment uses it from then on
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestoreView(
    RestoreId id,
    BackupId backup,
    EnvironmentId environment,
    String state,
    String database,
    boolean promote,
    String requestedBy,
    Instant requestedAt,
    @Nullable Instant endedAt,
    @Nullable Failure failure) {

  static RestoreView of(RestoreRow row) {
    return new RestoreView(
        new RestoreId(row.id),
        new BackupId(row.backupId),
        new EnvironmentId(row.environmentId),
        row.state,
        row.database,
        row.promote,
        row.requestedBy,
        row.requestedAt,
        row.endedAt,
        row.failure());
  }
}
