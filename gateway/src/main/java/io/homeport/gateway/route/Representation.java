package io.homeport.gateway.route;

import io.homeport.contracts.Digest;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * One way in which a file goes over the wire. The header values are made once, since they are sent
 * with every request.
 *
 * @param digest names the bytes that are sent, and is therefore the entity tag
 * @param encoding the content coding, {@code br} or {@code gzip}; absent for the bytes as they are
 * @param etag the strong entity tag, quoted
 */
public record Representation(Digest digest, @Nullable CharSequence encoding, CharSequence etag) {

  static Representation identity(Digest digest) {
    return new Representation(digest, null, etagOf(digest));
  }

  static @Nullable Representation encoded(String encoding, @Nullable Digest digest) {
    return digest == null
        ? null
        : new Representation(digest, HttpHeaders.createOptimized(encoding), etagOf(digest));
  }

  private static CharSequence etagOf(Digest digest) {
    return HttpHeaders.createOptimized('"' + digest.hex() + '"');
  }
}
