package io.homeport.backup.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.homeport.api.Problems;
import io.homeport.backup.environment.EnvironmentRow;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A policy as the API shows and takes it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PolicyView(
    @NotBlank
        @Size(max = 100)
        @Schema(
            description =
                "When backups are taken: minute, hour, day of the month, month, day of the week.",
            examples = "0 3 * * *")
        String schedule,
    @NotBlank
        @Size(max = 60)
        @Schema(description = "Whose clock is meant.", examples = "Europe/Berlin")
        String zone,
    @NotNull @Valid KeepView keep,
    @Min(0)
        @Max(Policy.MOST_LOCK_DAYS)
        @Schema(
            description =
                "For how many days nothing deletes a backup, whatever the policy says by then.")
        int lockDays,
    @Schema(description = "Whether no backups are taken by the schedule; none expire meanwhile.")
        boolean paused,
    @Schema(
            description =
                "Must be true where backups are kept for less than 30 days; not remembered.")
        @Nullable Boolean acceptShort) {

  /** How many backups are kept. */
  public record KeepView(
      @Schema(description = "The last backup of each of so many hours.") int hourly,
      @Schema(description = "The last backup of each of so many days.") int daily,
      @Schema(description = "The last backup of each of so many weeks.") int weekly,
      @Schema(description = "The last backup of each of so many months.") int monthly) {}

  static PolicyView of(EnvironmentRow row) {
    return new PolicyView(
        row.schedule,
        row.zone,
        new KeepView(row.keepHourly, row.keepDaily, row.keepWeekly, row.keepMonthly),
        row.lockDays,
        row.paused,
        null);
  }

  /**
   * @throws io.homeport.api.ProblemException 400, saying which field cannot be so and why
   */
  Policy policy() {
    ZoneId clock = timeZone();
    Times times = checked("schedule", () -> Times.wanted(schedule.strip(), clock));
    Keep kept =
        checked("keep", () -> new Keep(keep.hourly(), keep.daily(), keep.weekly(), keep.monthly()));
    if (kept.days() < Policy.FEWEST_DAYS && !Boolean.TRUE.equals(acceptShort)) {
      throw Problems.invalid(
          "keep",
          "reaches back %d days; for less than %d, send acceptShort too"
              .formatted(kept.days(), Policy.FEWEST_DAYS));
    }
    return checked("lockDays", () -> new Policy(times, kept, lockDays, paused));
  }

  private ZoneId timeZone() {
    try {
      return ZoneId.of(zone.strip());
    } catch (DateTimeException e) {
      throw Problems.invalid("zone", "must be a time zone such as Europe/Berlin or UTC");
    }
  }

  private static <T> T checked(String field, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw Problems.invalid(field, String.valueOf(e.getMessage()));
    }
  }
}
