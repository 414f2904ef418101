package io.homeport.deploy.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a certificate is renewed. */
final class Renewal {

  /**
   * When the authority wants it to be, else after two thirds of its life.
   *
   * @param suggested by the authority (ARI)
   * @see <a href="https://www.rfc-editor.org/rfc/rfc9773">RFC 9773, renewal information</a>
   */
  static Instant at(Instant notBefore, Instant notAfter, Optional<Instant> suggested) {
    Duration life = Duration.between(notBefore, notAfter);
    return suggested
        .filter(at -> at.isBefore(notAfter))
        .orElseGet(() -> notBefore.plus(life.multipliedBy(2).dividedBy(3)));
  }

  /**
   * A moment in the window that the authority suggests. One that was drawn before stays, so that
   * certificates are renewed at moments spread over the window.
   *
   * @param drawn before; null if none was
   * @param chance from 0 to 1
   */
  static Instant within(Instant start, Instant end, @Nullable Instant drawn, double chance) {
    if (drawn != null && !drawn.isBefore(start) && !drawn.isAfter(end)) {
      return drawn;
    }
    return start.plusMillis((long) (Duration.between(start, end).toMillis() * chance));
  }

  private Renewal() {}
}
