package io.homeport.contracts;

import java.security.SecureRandom;
import java.util.UUID;

/**
 * UUID version 7: 48 bits of milliseconds, then randomness, so that primary keys are inserted at
 * the end of their index.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7">RFC 9562</a>
 */
final class TimeOrderedUuid {

  private static final SecureRandom RANDOM = new SecureRandom();

  static UUID next() {
    long millis = System.currentTimeMillis();
    long high = (millis << 16) | 0x7000L | (RANDOM.nextLong() & 0x0FFFL);
    long low = 0x8000000000000000L | (RANDOM.nextLong() >>> 2);
    return new UUID(high, low);
  }

  private TimeOrderedUuid() {}
}
