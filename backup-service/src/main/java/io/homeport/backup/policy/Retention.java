package io.homeport.backup.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Which backups have been kept long enough. */
public final class Retention {

  /**
   * A backup that has ended and is still there.
   *
   * @param endedAt when it was verified, or failed
   */
  public record Kept(UUID id, boolean verified, Instant endedAt) {}

  /**
   * Those to let go. The last verified backup of an environment is never among them, however old,
   * unless the environment itself was removed as long ago.
   *
   * @param removedAt when the environment was removed, if it was
   */
  public static List<UUID> expired(
      List<Kept> backups, Policy policy, Optional<Instant> removedAt, Instant now) {
    if (policy.paused() && removedAt.isEmpty()) {
      return List.of();
    }
    Instant before = now.minus(Duration.ofDays(policy.keepDays()));
    Optional<UUID> last =
        backups.stream()
            .filter(Kept::verified)
            .max(Comparator.comparing(Kept::endedAt))
            .map(Kept::id);
    boolean environmentGone = removedAt.filter(at -> at.isBefore(before)).isPresent();
    return backups.stream()
        .filter(each -> each.endedAt().isBefore(before))
        .map(Kept::id)
        .filter(id -> environmentGone || !last.equals(Optional.of(id)))
        .toList();
  }

  private Retention() {}
}
