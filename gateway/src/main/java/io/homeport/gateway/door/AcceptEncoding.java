package io.homeport.gateway.door;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which encodings a reader takes, and how gladly.
 *
 * @param br the weight of Brotli in thousandths; 0 for not at all
 * @param zstd likewise
 * @param gzip likewise
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#field.accept-encoding">RFC 9110</a>
 */
record AcceptEncoding(int br, int zstd, int gzip) {

  private static final AcceptEncoding NONE = new AcceptEncoding(0, 0, 0);

  static AcceptEncoding of(@Nullable String header) {
    if (header == null || header.isEmpty()) {
      return NONE;
    }
    int br = -1;
    int zstd = -1;
    int gzip = -1;
    int others = 0;
    for (String part : header.split(",", 32)) {
      int semicolon = part.indexOf(';');
      String coding =
          (semicolon < 0 ? part : part.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
      int weight = semicolon < 0 ? 1000 : weight(part.substring(semicolon + 1));
      switch (coding) {
        case "br" -> br = weight;
        case "zstd" -> zstd = weight;
        case "gzip", "x-gzip" -> gzip = weight;
        case "*" -> others = weight;
        default -> {}
      }
    }
    return new AcceptEncoding(
        br < 0 ? others : br, zstd < 0 ? others : zstd, gzip < 0 ? others : gzip);
  }

  private static int weight(String parameter) {
    String text = parameter.strip().toLowerCase(Locale.ROOT);
    if (!text.startsWith("q=")) {
      return 1000;
    }
    try {
      double q = Double.parseDouble(text.substring(2).strip());
      return q > 0 && q <= 1 ? (int) Math.round(q * 1000) : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
