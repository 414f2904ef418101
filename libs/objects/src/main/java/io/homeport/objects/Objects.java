package io.homeport.objects;

import io.homeport.contracts.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Immutable contents, each under the SHA-256 of its bytes. An object is visible whole or not at
 * all, and what is read is checked against its digest. Safe for any number of threads and
 * processes.
 */
public interface Objects extends AutoCloseable {

  /**
   * Stores what the stream brings until its end. When reading or writing fails, nothing is stored.
   *
   * @param content is read to its end and not closed
   */
  Digest put(InputStream content) throws IOException;

  /** Stores the content of a file. */
  default Digest put(Path file) throws IOException {
    try (var content = Files.newInputStream(file)) {
      return put(content);
    }
  }

  /**
   * Stores a copy of an object whose digest and size are known. It goes to its place as it comes,
   * without being kept elsewhere first, where the store can do so. Whole, it takes the place of
   * whatever is there under that digest, which may be damaged; what is there stays until then. This
   * one is for stores whose {@link #put(InputStream)} replaces.
   *
   * @param content is read to its end and not closed
   * @throws ObjectCorrupt when the stream brings anything else; nothing is stored then and nothing
   *     replaced
   */
  default void copy(InputStream content, Digest digest, long bytes) throws IOException {
    put(new VerifyingStream(content, digest, bytes, "the source of the copy"));
  }

  /**
   * Opens an object.
   *
   * @return a stream that throws {@link ObjectCorrupt} with its last bytes when they are not what
   *     was stored
   * @throws ObjectMissing when there is none
   */
  InputStream open(Digest digest) throws IOException;

  boolean has(Digest digest) throws IOException;

  /**
   * The number of bytes.
   *
   * @throws ObjectMissing when there is no such object
   */
  long size(Digest digest) throws IOException;

  /** Removes an object; does nothing when there is none. */
  void delete(Digest digest) throws IOException;

  /**
   * Lets nobody delete or replace an object for good before an instant, where the store can do so.
   *
   * @return false if it cannot
   */
  default boolean lock(Digest digest, Instant until) throws IOException {
    return false;
  }

  /** Lets go of connections. */
  @Override
  default void close() {}
}
