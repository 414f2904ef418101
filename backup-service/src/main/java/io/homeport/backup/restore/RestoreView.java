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
 * @param kind {@code database}, {@code table}, {@code dry-run} or {@code download}
 * @param environment where it goes
 * @param from whose backup it is
 * @param database the new database, which is there once the restore is completed; of a table or a
 *     dry run the one in service
 * @param promote whether the environment uses it from then on
 * @param moment the moment that was chosen, rather than a backup
 * @param table of which rows are restored
 * @param forecast of a dry run that is completed
 * @param restored of a table that is restored
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestoreView(
    RestoreId id,
    BackupId backup,
    String kind,
    EnvironmentId environment,
    EnvironmentId from,
    String state,
    String database,
    boolean promote,
    String requestedBy,
    Instant requestedAt,
    @Nullable Instant endedAt,
    @Nullable Instant moment,
    @Nullable String table,
    @Nullable Forecast forecast,
    @Nullable RestoredTable restored,
    @Nullable Failure failure) {

  static RestoreView of(
      RestoreRow row, @Nullable Forecast forecast, @Nullable RestoredTable restored) {
    return new RestoreView(
        new RestoreId(row.id),
        new BackupId(row.backupId),
        row.kind,
        new EnvironmentId(row.environmentId),
        new EnvironmentId(row.fromEnvironmentId),
        row.state,
        row.database,
        row.promote,
        row.requestedBy,
        row.requestedAt,
        row.endedAt,
        row.moment,
        row.table,
        forecast,
        restored,
        row.failure());
  }

  /** For who may look on and not restore. */
  RestoreView withoutKeys() {
    return with(forecast, restored == null ? null : restored.withoutKeys());
  }

  /** For lists. */
  RestoreView withoutOutcome() {
    return with(null, null);
  }

  private RestoreView with(@Nullable Forecast otherForecast, @Nullable RestoredTable other) {
    return new RestoreView(
        id,
        backup,
        kind,
        environment,
        from,
        state,
        database,
        promote,
        requestedBy,
        requestedAt,
        endedAt,
        moment,
        table,
        otherForecast,
        other,
        failure);
  }
}
