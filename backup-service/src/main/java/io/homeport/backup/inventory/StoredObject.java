package io.homeport.backup.inventory;

import java.util.Optional;

/**
 * A stored file as the app's database lists it.
 *
 * @param bytes as far as the database says
 * @param eTag of the version that it lists, with quotation marks
 */
public record StoredObject(
    String bucket, String name, Optional<Long> bytes, Optional<String> eTag) {

  public String path() {
    return bucket + "/" + name;
  }

  /** Whether a file with this entity tag may be the one that is listed. */
  public boolean isSameVersion(Optional<String> other) {
    return eTag.isEmpty() || other.isEmpty() || eTag.equals(other);
  }
}
