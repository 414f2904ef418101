package io.homeport.gateway.route;

import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A published file.
 *
 * @param type the media type, as sent
 * @param bytes its size, not encoded
 * @param immutable whether its name changes with its content, so that browsers never ask again
 * @param identity the bytes as they are
 * @param br the file compressed with Brotli, if that was worth it
 * @param zstd the file compressed with Zstandard, if that was worth it
 * @param gzip the file compressed with gzip, if that was worth it
 */
public record SiteFile(
    CharSequence type,
    long bytes,
    boolean immutable,
    Representation identity,
    @Nullable Representation br,
    @Nullable Representation zstd,
    @Nullable Representation gzip) {

  public SiteFile {
    type = HttpHeaders.createOptimized(type.toString());
  }

  /** Whether the answer depends on what encodings the reader accepts. */
  public boolean varies() {
    return br != null || zstd != null || gzip != null;
  }
}
