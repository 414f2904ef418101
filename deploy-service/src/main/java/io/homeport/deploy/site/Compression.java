package io.homeport.deploy.site;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Encodes content once, when it is published, instead of at every request. */
final class Compression {
  /** Nearly as small as the slowest setting, at a fraction of its time. */
  private static final int BROTLI_QUALITY = 5;

  /** As small as brotli makes it; the levels above take many times as long. */
  private static final int ZSTD_LEVEL = 12;

  private static final int SMALLEST_BYTES = 1024;

  /**
   * The encodings that are worth keeping: at least a tenth smaller than the content.
   *
   * @return content coding → encoded content
   */
  static Map<String, byte[]> of(byte[] content, String type) {
    var encodings = new LinkedHashMap<String, byte[]>();
    if (content.length > SMALLEST_BYTES && MediaTypes.isCompressible(type)) {
      keepIfSmaller(encodings, "br", brotli(content), content.length);
      keepIfSmaller(encodings, "zstd", zstd(content), content.length);
      keepIfSmaller(encodings, "gzip", gzip(content), content.length);
    }
    return encodings;
  }

  private static void keepIfSmaller(
      Map<String, byte[]> encodings, String coding, byte[] encoded, int plainBytes) {
    if (encoded.length < plainBytes / 10 * 9) {
      encodings.put(coding, encoded);
    }
  }

  private static byte[] brotli(byte[] content) {
    try {
      Brotli4jLoader.ensureAvailability();
      return Encoder.compress(content, new Encoder.Parameters().setQuality(BROTLI_QUALITY));
    } catch (IOException e) {
      throw new UncheckedIOException("brotli failed in memory", e);
    }
  }

  private static byte[] zstd(byte[] content) {
    return Zstd.compress(content, ZSTD_LEVEL);
  }

  private static byte[] gzip(byte[] content) {
    var encoded = new ByteArrayOutputStream(content.length / 3);
    try (var gzip =
        new GZIPOutputStream(encoded) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException("gzip failed in memory", e);
    }
    return encoded.toByteArray();
  }

  private Compression() {}
}
