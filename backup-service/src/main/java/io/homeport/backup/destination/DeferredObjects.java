package io.homeport.backup.destination;

import io.homeport.contracts.Digest;
import io.homeport.objects.Objects;
import io.homeport.objects.ObjectsLocation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A place that need not be there when the service starts, and may go away: a disk that is not
 * mounted is away, and not empty.
 */
final class DeferredObjects implements Objects {

  private final ObjectsLocation location;
  private final Supplier<Objects> opening;
  private @Nullable Objects opened;

  DeferredObjects(ObjectsLocation location, Supplier<Objects> opening) {
    this.location = location;
    this.opening = opening;
  }

  private synchronized Objects opened() throws IOException {
    requirePresent();
    Objects there = opened;
    if (there == null) {
      try {
        there = opening.get();
      } catch (UncheckedIOException e) {
        throw new IOException(e.getMessage(), e);
      }
      opened = there;
    }
    return there;
  }

  /** A folder is never made: below a disk that is not mounted it would be on another one. */
  private void requirePresent() throws IOException {
    if (location instanceof ObjectsLocation.Directory(Path folder) && !Files.isDirectory(folder)) {
      throw new IOException(
          "The folder %s is not there: mount its disk, or make it.".formatted(folder));
    }
  }

  @Override
  public Digest put(InputStream content) throws IOException {
    return opened().put(content);
  }

  @Override
  public void copy(InputStream content, Digest digest, long bytes) throws IOException {
    opened().copy(content, digest, bytes);
  }

  @Override
  public InputStream open(Digest digest) throws IOException {
    return opened().open(digest);
  }

  @Override
  public boolean has(Digest digest) throws IOException {
    return opened().has(digest);
  }

  @Override
  public long size(Digest digest) throws IOException {
    return opened().size(digest);
  }

  @Override
  public void delete(Digest digest) throws IOException {
    opened().delete(digest);
  }

  @Override
  public boolean lock(Digest digest, Instant until) throws IOException {
    return opened().lock(digest, until);
  }

  @Override
  public synchronized void close() {
    if (opened != null) {
      opened.close();
    }
  }
}
