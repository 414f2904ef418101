package io.homeport.backup;

import io.homeport.contracts.Digest;
import io.homeport.objects.ObjectMissing;
import io.homeport.objects.Objects;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A storage that does what a test tells it. */
public final class MemoryObjects implements Objects {

  public final Map<Digest, byte[]> contents = new ConcurrentHashMap<>();

  /** Bytes that go in before the disk is full. */
  public long room = Long.MAX_VALUE;

  /** Whether it says "stored" and keeps nothing. */
  public boolean forgetful;

  /** Bytes that were read so far. */
  public final AtomicLong read = new AtomicLong();

  /** What happens when something is about to be stored, and before any of it is read. */
  public Runnable beforeStoring = () -> {};

  @Override
  public Digest put(InputStream content) throws IOException {
    beforeStoring.run();
    var out = new java.io.ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
      if (out.size() + count > room) {
        throw new FileSystemException("objects", null, "No space left on device");
      }
      out.write(buffer, 0, count);
    }
    Digest digest = Digest.of(out.toByteArray());
    if (!forgetful) {
      contents.put(digest, out.toByteArray());
    }
    return digest;
  }

  /** Unlike the real ones it does not check the digest: what is above it must notice by itself. */
  @Override
  public InputStream open(Digest digest) throws IOException {
    byte[] bytes = contents.get(digest);
    if (bytes == null) {
      throw new ObjectMissing(digest, "memory");
    }
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        int count = super.read(target, offset, length);
        read.addAndGet(Math.max(0, count));
        return count;
      }
    };
  }

  @Override
  public boolean has(Digest digest) {
    return contents.containsKey(digest);
  }

  @Override
  public long size(Digest digest) {
    return contents.get(digest).length;
  }

  @Override
  public void delete(Digest digest) {
    contents.remove(digest);
  }
}
