package io.homeport.gateway.door;

import io.homeport.contracts.Digest;
import io.vertx.core.buffer.Buffer;

/** The bytes of an object, as the door can send them fastest. */
sealed interface FileContent {

  long bytes();

  /** Small, and kept. The buffer is outside the heap, so that it is written without copying. */
  record InMemory(Buffer content) implements FileContent {
    @Override
    public long bytes() {
      return content.length();
    }
  }

  /** A file, which the kernel sends. */
  record OnDisk(String path, long bytes) implements FileContent {}

  /** In the object store, streamed. */
  record Remote(Digest digest, long bytes) implements FileContent {}
}
