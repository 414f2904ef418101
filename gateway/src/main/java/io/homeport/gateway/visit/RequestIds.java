package io.homeport.gateway.visit;

import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Names for requests, by which a line of the log is found again. They are made here alone: what a
 * caller sends could be anybody's, or made to confuse. Not secret, and not hard to guess.
 */
public final class RequestIds {

  /** Carries the id, to the caller and to the backend. */
  public static final CharSequence HEADER = HttpHeaders.createOptimized("X-Request-Id");

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** 32 hexadecimal digits: 12 of the time in milliseconds, so that ids sort, then chance. */
  static String next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    byte[] text = new byte[32];
    digits(text, 0, System.currentTimeMillis() << 16 | random.nextInt() & 0xffff);
    digits(text, 16, random.nextLong());
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static void digits(byte[] text, int from, long number) {
    for (int at = 15; at >= 0; at--) {
      text[from + at] = DIGITS[(int) (number >>> 4 * (15 - at)) & 15];
    }
  }

  private RequestIds() {}
}
