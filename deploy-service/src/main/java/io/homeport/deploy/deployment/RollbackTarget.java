package io.homeport.deploy.deployment;

import io.homeport.contracts.ReleaseId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides which release a rollback brings back. */
sealed interface RollbackTarget {

  record Found(ReleaseId release) implements RollbackTarget {}

  /** There is no earlier release. */
  record Nothing() implements RollbackTarget {}

  /** The release asked for serves already. */
  record Serving() implements RollbackTarget {}

  /** The release asked for never served in this environment. */
  record NeverServed() implements RollbackTarget {}

  /**
   * @param served the releases that were live in the environment, the latest first
   * @param current what serves now; null if nothing does
   * @param previous what served before the current one; null if nothing did
   * @param wanted the release asked for; null for the one before the current one
   */
  static RollbackTarget choose(
      List<ReleaseId> served,
      @Nullable ReleaseId current,
      @Nullable ReleaseId previous,
      @Nullable ReleaseId wanted) {
    if (wanted != null) {
      return wanted.equals(current)
          ? new Serving()
          : served.contains(wanted) ? new Found(wanted) : new NeverServed();
    }
    if (current == null) {
      return new Nothing();
    }
    Optional<ReleaseId> earlier =
        previous != null && served.contains(previous)
            ? Optional.of(previous)
            : served.stream().filter(release -> !release.equals(current)).findFirst();
    return earlier.<RollbackTarget>map(Found::new).orElseGet(Nothing::new);
  }
}
