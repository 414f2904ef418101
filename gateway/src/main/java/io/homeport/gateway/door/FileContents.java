package io.homeport.gateway.door;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.homeport.contracts.Digest;
import io.homeport.gateway.route.SiteManifest;
import io.homeport.gateway.route.Sites;
import io.homeport.objects.DirectoryObjects;
import io.homeport.objects.Objects;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Published files and site manifests by digest. What is small stays in memory, least recently used
 * out first; a digest always names the same bytes, so nothing ever has to be invalidated.
 */
final class FileContents implements Sites {

  /** Up to here a file is kept in memory. */
  static final int SMALL_BYTES = 256 * 1024;

  /** All of them together. */
  static final long CACHE_BYTES = 64L * 1024 * 1024;

  private static final int MANIFEST_MAX_BYTES = 16 * 1024 * 1024;
  private static final int MANIFESTS = 1_024;

  /** What an entry costs beside its bytes, roughly. */
  private static final int ENTRY_BYTES = 256;

  private final Objects objects;
  private final AsyncCache<Digest, FileContent> contents;
  private final Cache<Digest, SiteManifest> manifests;

  /**
   * @param reading runs what blocks
   */
  FileContents(Objects objects, Executor reading) {
    this.objects = objects;
    this.contents =
        Caffeine.newBuilder()
            .executor(reading)
            .maximumWeight(CACHE_BYTES)
            .weigher((Digest digest, FileContent content) -> weight(content))
            .buildAsync();
    this.manifests = Caffeine.newBuilder().executor(reading).maximumSize(MANIFESTS).build();
  }

  /** The content if it is at hand; null if it must be looked for. */
  @Nullable FileContent ifAtHand(Digest digest) {
    CompletableFuture<FileContent> found = contents.getIfPresent(digest);
    return found == null || found.isCompletedExceptionally() ? null : found.getNow(null);
  }

  /** The content; fails with an {@link UncheckedIOException} if it cannot be read. */
  CompletableFuture<FileContent> find(Digest digest) {
    return contents.get(digest, this::read);
  }

  /** Streams an object; blocks. */
  InputStream open(Digest digest) throws IOException {
    return objects.open(digest);
  }

  @Override
  public SiteManifest load(Digest digest) throws IOException {
    SiteManifest known = manifests.getIfPresent(digest);
    if (known != null) {
      return known;
    }
    try (InputStream content = objects.open(digest)) {
      byte[] json = content.readNBytes(MANIFEST_MAX_BYTES + 1);
      if (json.length > MANIFEST_MAX_BYTES) {
        throw new IOException("a site manifest has at most " + MANIFEST_MAX_BYTES + " bytes");
      }
      SiteManifest manifest = SiteManifest.read(json);
      manifests.put(digest, manifest);
      return manifest;
    }
  }

  private FileContent read(Digest digest) {
    try {
      long bytes = objects.size(digest);
      if (bytes < SMALL_BYTES) {
        return inMemory(digest, (int) bytes);
      }
      return objects instanceof DirectoryObjects directory
          ? new FileContent.OnDisk(directory.fileOf(digest).toString(), bytes)
          : new FileContent.Remote(digest, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FileContent inMemory(Digest digest, int bytes) throws IOException {
    try (InputStream content = objects.open(digest)) {
      ByteBuffer outsideHeap = ByteBuffer.allocateDirect(bytes).put(content.readNBytes(bytes));
      if (outsideHeap.hasRemaining() || content.read() >= 0) {
        throw new IOException("object " + digest + " does not have its " + bytes + " bytes");
      }
      return new FileContent.InMemory(Buffer.buffer(Unpooled.wrappedBuffer(outsideHeap.flip())));
    }
  }

  private static int weight(FileContent content) {
    return switch (content) {
      case FileContent.InMemory small -> ENTRY_BYTES + small.content().length();
      case FileContent.OnDisk disk -> ENTRY_BYTES;
      case FileContent.Remote remote -> ENTRY_BYTES;
    };
  }
}
