package io.homeport.objects;

import io.homeport.contracts.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Objects as files of a directory: {@code ab/cd/abcd….}, readable by their owner only. What is
 * written is on the disk before it is visible, so that a crash or a full disk leaves either the
 * whole object or none.
 */
public final class DirectoryObjects implements Objects {
  private static final String UNFINISHED = "unfinished";

  private final Path root;
  private final Path unfinished;

  /**
   * Opens or makes the directory, and removes what writers that were killed left behind: on this
   * machine at once, on others after a day.
   */
  public DirectoryObjects(Path root) {
    this.root = root.toAbsolutePath().normalize();
    this.unfinished = this.root.resolve(UNFINISHED);
    try {
      Files.createDirectories(unfinished);
      removeAbandoned();
    } catch (IOException cause) {
      throw new UncheckedIOException(
          "Objects cannot be stored in "
              + this.root
              + ": make it a folder that this process may write",
          cause);
    }
  }

  @Override
  public Digest put(InputStream content) throws IOException {
    Path written = Unfinished.create(unfinished);
    try {
      Digest digest = Spool.write(content, written);
      if (isStored(digest, Files.size(written))) {
        // Another writer may have named it a moment ago.
        Trees.flush(shardOf(digest));
      } else {
        publish(written, digest);
      }
      return digest;
    } finally {
      Files.deleteIfExists(written);
    }
  }

  @Override
  public void copy(InputStream content, Digest digest, long bytes) throws IOException {
    Path written = Unfinished.create(unfinished);
    try {
      Spool.write(new VerifyingStream(content, digest, bytes, "the source of the copy"), written);
      publish(written, digest);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  @Override
  public InputStream open(Digest digest) throws IOException {
    try {
      var channel = FileChannel.open(fileOf(digest), StandardOpenOption.READ);
      long size = channel.size();
      return new VerifyingStream(Channels.newInputStream(channel), digest, size, root.toString());
    } catch (NoSuchFileException missing) {
      throw new ObjectMissing(digest, root.toString());
    }
  }

  @Override
  public boolean has(Digest digest) {
    return Files.isRegularFile(fileOf(digest));
  }

  @Override
  public long size(Digest digest) throws IOException {
    try {
      return Files.size(fileOf(digest));
    } catch (NoSuchFileException missing) {
      throw new ObjectMissing(digest, root.toString());
    }
  }

  @Override
  public void delete(Digest digest) throws IOException {
    Files.deleteIfExists(fileOf(digest));
  }

  /** Where the object is or would be: for programs that need a file, which must only read it. */
  public Path fileOf(Digest digest) {
    return shardOf(digest).resolve(digest.hex());
  }

  private Path outerShardOf(Digest digest) {
    return root.resolve(digest.hex().substring(0, 2));
  }

  private Path shardOf(Digest digest) {
    return outerShardOf(digest).resolve(digest.hex().substring(2, 4));
  }

  /** An object that the disk shortened is written anew. */
  private boolean isStored(Digest digest, long size) throws IOException {
    try {
      return size(digest) == size;
    } catch (ObjectMissing missing) {
      return false;
    }
  }

  /** A new name is only on the disk when its folder is, so that is flushed too. */
  private void publish(Path written, Digest digest) throws IOException {
    Trees.flush(written);
    makeDurably(outerShardOf(digest), root);
    makeDurably(shardOf(digest), outerShardOf(digest));
    Files.move(
        written,
        fileOf(digest),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    Trees.flush(shardOf(digest));
  }

  private static void makeDurably(Path folder, Path parent) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      Trees.flush(parent);
    }
  }

  private void removeAbandoned() throws IOException {
    try (var files = Files.newDirectoryStream(unfinished)) {
      for (Path file : files) {
        removeIfAbandoned(file);
      }
    }
  }

  private static void removeIfAbandoned(Path file) throws IOException {
    try {
      if (Unfinished.isAbandoned(file)) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException finishedMeanwhile) {
      // Its writer has published or removed it.
    }
  }
}
