package io.homeport.backup.destination;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A backup at one destination, as the API shows it.
 *
 * @param destination its name
 * @param state {@code pending}, {@code stored}, {@code checked}, {@code missing}, {@code damaged},
 *     {@code deleting} or {@code deleted}
 * @param checkedAt when every byte of it was last read there and was what it was
 * @param lockedUntil until when the destination itself lets nobody delete it
 * @param failure what stands in its way; absent where nothing does
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CopyView(
    String destination,
    String state,
    @Nullable Instant storedAt,
    @Nullable Instant checkedAt,
    @Nullable Instant lockedUntil,
    @Nullable Instant deletedAt,
    @Nullable Trouble failure) {

  /** What stands in its way, and what to do about it. */
  public record Trouble(String what, String remedy) {}

  static CopyView of(CopyRow row) {
    String what = row.failureWhat;
    String remedy = row.failureRemedy;
    return new CopyView(
        row.destination,
        row.state,
        row.storedAt,
        row.checkedAt,
        row.lockedUntil,
        row.deletedAt,
        what == null || remedy == null ? null : new Trouble(what, remedy));
  }

  /** For a report. */
  public String text() {
    return switch (state) {
      case CopyRow.CHECKED ->
          "%s: every byte read there at %s%s".formatted(destination, checkedAt, locked());
      case CopyRow.STORED -> "%s: stored, not read back yet".formatted(destination);
      case CopyRow.PENDING -> "%s: **not made yet**%s".formatted(destination, why());
      case CopyRow.DELETING, CopyRow.DELETED -> "%s: %s".formatted(destination, state);
      default -> "%s: **%s**%s".formatted(destination, state, why());
    };
  }

  private String locked() {
    return lockedUntil == null ? "" : ", locked there until " + lockedUntil;
  }

  private String why() {
    return failure == null ? "" : ". " + failure.what();
  }
}
