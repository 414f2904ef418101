package io.homeport.objects;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.homeport.contracts.Digest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.List;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A source tree as one archive: a tar, compressed with zstd. Equal trees give equal tars: paths are
 * sorted, and of the attributes of a file only its name, its content and whether it may be executed
 * are kept. The digest of a tree is that of the uncompressed tar, so that it does not depend on the
 * compressor.
 */
public final class TreeArchive {
  private static final int NOT_EXECUTABLE = 0100644;
  private static final int EXECUTABLE = 0100755;
  private static final int COMPRESSION_LEVEL = 6;
  private static final int BUFFER_BYTES = 64 << 10;

  private TreeArchive() {}

  /**
   * A tree that was written.
   *
   * @param tree digest of the uncompressed tar
   * @param files number of files
   * @param bytes of all files together
   * @param leftOut links, special files and unusable names, at most the first 1,000
   */
  public record Written(Digest tree, int files, long bytes, List<LeftOut> leftOut) {
    public Written {
      leftOut = List.copyOf(leftOut);
    }
  }

  /**
   * A tree that was stored.
   *
   * @param tree digest of the uncompressed tar: what identifies the tree
   * @param object digest of the compressed archive: what {@link Objects#open} takes
   */
  public record Stored(Digest tree, Digest object, int files, long bytes, List<LeftOut> leftOut) {
    public Stored {
      leftOut = List.copyOf(leftOut);
    }
  }

  /** Writes the compressed archive of a folder within {@link UnpackLimits#ofSource()}. */
  public static Written write(Path folder, Predicate<String> include, OutputStream out)
      throws IOException {
    return write(folder, include, UnpackLimits.ofSource(), out);
  }

  /**
   * Writes the compressed archive of a folder.
   *
   * @param include is asked for each file with its path within the folder, separated by slashes
   * @param out is flushed and not closed
   * @throws UnpackRefused when there are more files or bytes than the limits allow
   */
  public static Written write(
      Path folder, Predicate<String> include, UnpackLimits limits, OutputStream out)
      throws IOException {
    var found = TreeFiles.in(folder, include, limits);
    var digest = Digest.sha256();
    long bytes = 0;
    var compressed = new ZstdOutputStreamNoFinalizer(new Unclosed(out), COMPRESSION_LEVEL);
    compressed.setChecksum(true);
    try (var tar = tarInto(new DigestOutputStream(compressed, digest))) {
      for (TreeFiles.TreeFile file : found.files()) {
        add(file, tar);
        bytes += file.size();
      }
    }
    return new Written(Digest.ofRaw(digest.digest()), found.files().size(), bytes, found.leftOut());
  }

  /** Stores the compressed archive of a folder, within {@link UnpackLimits#ofSource()}. */
  public static Stored store(Path folder, Predicate<String> include, Objects objects)
      throws IOException {
    Path archive = Files.createTempFile("homeport-tree", ".tar.zst");
    try {
      Written written;
      try (var out = Files.newOutputStream(archive)) {
        written = write(folder, include, out);
      }
      Digest object = objects.put(archive);
      return new Stored(written.tree, object, written.files, written.bytes, written.leftOut);
    } finally {
      Files.deleteIfExists(archive);
    }
  }

  /**
   * Unpacks what {@link #write} wrote.
   *
   * @param target a folder that does not exist yet, or is empty; it appears whole or not at all
   */
  public static Unpacked unpack(InputStream archive, Path target, UnpackLimits limits)
      throws IOException {
    return new Unpacker(limits, Unpacker.From.OURSELVES).unpack(archive, target);
  }

  private static TarArchiveOutputStream tarInto(OutputStream out) {
    var tar =
        new TarArchiveOutputStream(
            new BufferedOutputStream(out, BUFFER_BYTES), StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.setAddPaxHeadersForNonAsciiNames(true);
    return tar;
  }

  private static void add(TreeFiles.TreeFile file, TarArchiveOutputStream tar) throws IOException {
    var entry = new TarArchiveEntry(file.path(), true);
    entry.setSize(file.size());
    entry.setMode(file.executable() ? EXECUTABLE : NOT_EXECUTABLE);
    entry.setModTime(0L);
    entry.setIds(0, 0);
    entry.setNames("", "");
    tar.putArchiveEntry(entry);
    try (var content = Files.newInputStream(file.file())) {
      // A file that grows meanwhile is cut, and one that shrinks fails when the entry is closed.
      new BoundedStream(content, file.size()).transferTo(tar);
    }
    tar.closeArchiveEntry();
  }
}
