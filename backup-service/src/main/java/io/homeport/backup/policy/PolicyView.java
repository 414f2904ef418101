package io.homeport.backup.policy;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.homeport.backup.environment.EnvironmentRow;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.LocalTime;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A policy as the API shows and takes it. */
public record PolicyView(
    @NotNull
        @JsonFormat(pattern = "HH:mm")
        @Schema(
            description = "When the daily backup is taken, in UTC.",
            type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING,
            examples = "03:00")
        LocalTime dailyAt,
    @Min(Policy.FEWEST_DAYS)
        @Max(Policy.MOST_DAYS)
        @Schema(
            description =
                "For how many days a backup is kept; the last verified one is kept longer.")
        int keepDays,
    @Schema(description = "Whether no backups are taken by the schedule; none expire meanwhile.")
        boolean paused) {

  static PolicyView of(EnvironmentRow row) {
    return new PolicyView(row.dailyAt, row.keepDays, row.paused);
  }
}
