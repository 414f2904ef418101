package io.homeport.objects;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Retention in a bucket that was made with object lock. Its mode is governance: whoever has this
 * key cannot delete for good what is locked, and who owns the bucket can, by a right of its own.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html">Object
 *     Lock</a>
 */
final class ObjectLock {
  private static final int NOT_FOUND = 404;
  private static final int SERVER_ERROR = 500;
  private static final int NOT_IMPLEMENTED = 501;

  private final S3Client client;
  private final String bucket;
  private @Nullable Boolean offered;

  ObjectLock(S3Client client, String bucket) {
    this.client = client;
    this.bucket = bucket;
  }

  /**
   * Locks an object, or makes its lock longer; never shorter.
   *
   * @return false if the bucket offers no locks
   */
  boolean lock(String key, Instant until) {
    if (!isOffered()) {
      return false;
    }
    if (lockedUntil(key).filter(locked -> !locked.isBefore(until)).isEmpty()) {
      var retention =
          ObjectLockRetention.builder()
              .mode(ObjectLockRetentionMode.GOVERNANCE)
              .retainUntilDate(until)
              .build();
      client.putObjectRetention(put -> put.bucket(bucket).key(key).retention(retention));
    }
    return true;
  }

  private Optional<Instant> lockedUntil(String key) {
    try {
      return Optional.ofNullable(
          client
              .getObjectRetention(get -> get.bucket(bucket).key(key))
              .retention()
              .retainUntilDate());
    } catch (S3Exception answered) {
      if (answered.statusCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw answered;
    }
  }

  /** Stores that do not know the question refuse it in many ways, which all mean no. */
  private synchronized boolean isOffered() {
    Boolean known = offered;
    if (known == null) {
      known = ask();
      offered = known;
    }
    return known;
  }

  private boolean ask() {
    try {
      var configuration =
          client.getObjectLockConfiguration(get -> get.bucket(bucket)).objectLockConfiguration();
      return configuration != null
          && configuration.objectLockEnabled() == ObjectLockEnabled.ENABLED;
    } catch (S3Exception answered) {
      int status = answered.statusCode();
      if (status >= SERVER_ERROR && status != NOT_IMPLEMENTED) {
        throw answered;
      }
      return false;
    }
  }
}
