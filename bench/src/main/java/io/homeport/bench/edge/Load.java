package io.homeport.bench.edge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What wrk measured.
 *
 * @param p99 in milliseconds
 * @param failed answers that were no 2xx or 3xx, and broken connections
 */
record Load(long requests, double perSecond, double p99, long failed) {

  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
  private static final Pattern PER_SECOND = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
  private static final Pattern P99 = Pattern.compile("99%\\s+([\\d.]+)(us|ms|s)");
  private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
  private static final Pattern ERRORS =
      Pattern.compile("connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

  static Load put(String url, String host, int connections, int seconds)
      throws IOException, InterruptedException {
    Process wrk =
        new ProcessBuilder(
                List.of(
                    "wrk",
                    "-t1",
                    "-c" + connections,
                    "-d" + seconds + "s",
                    "--latency",
                    "-H",
                    "Host: " + host,
                    url))
            .redirectErrorStream(true)
            .start();
    String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (wrk.waitFor() != 0) {
      throw new IOException("wrk could not measure " + url + ": " + said);
    }
    return read(said);
  }

  static Load read(String said) {
    Matcher errors = ERRORS.matcher(said);
    long failed = (long) number(BAD, said);
    if (errors.find()) {
      for (int at = 1; at <= 4; at++) {
        failed += Long.parseLong(errors.group(at));
      }
    }
    return new Load((long) number(REQUESTS, said), number(PER_SECOND, said), p99(said), failed);
  }

  private static double p99(String said) {
    Matcher found = P99.matcher(said);
    if (!found.find()) {
      return Double.NaN;
    }
    double value = Double.parseDouble(found.group(1));
    return switch (found.group(2)) {
      case "us" -> value / 1_000;
      case "s" -> value * 1_000;
      default -> value;
    };
  }

  private static double number(Pattern what, String said) {
    Matcher found = what.matcher(said);
    return found.find() ? Double.parseDouble(found.group(1)) : 0;
  }
}
