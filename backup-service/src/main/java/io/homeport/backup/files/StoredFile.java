package io.homeport.backup.files;

import io.homeport.contracts.Digest;
import java.time.Instant;

/**
 * A file that an app has stored, as a manifest lists it.
 *
 * @param bucket where the app keeps it
 * @param key its path within the bucket
 * @param content the digest of its bytes
 * @param object what is stored of it: compressed, and encrypted under a key of its own
 * @param description what the runtime keeps beside it, such as its media type, as it stands: JSON
 */
public record StoredFile(
    String bucket,
    String key,
    long bytes,
    Digest content,
    Digest object,
    Instant modifiedAt,
    String description) {

  String path() {
    return bucket + "/" + key;
  }
}
