package io.homeport.objects;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Unpacks zip, tar, tar.gz and tar.zst archives. Nothing is written outside of the target, limits
 * hold while unpacking, and the target appears whole or not at all. Links are left out and
 * reported.
 *
 * @param limits what an archive may be at most
 * @param from who packed it
 */
public record Unpacker(UnpackLimits limits, From from) {
  private static final int BUFFER_BYTES = 64 << 10;

  /** Who packed an archive. */
  public enum From {
    /**
     * One folder that holds everything is taken away, as archives of GitHub have it; bombs are
     * refused.
     */
    STRANGERS,
    /** The tree is given back as it was; it may compress as well as it likes. */
    OURSELVES
  }

  /** For the source of an application, within {@link UnpackLimits#ofSource()}. */
  public static Unpacker ofSource() {
    return new Unpacker(UnpackLimits.ofSource(), From.STRANGERS);
  }

  public Unpacker limits(UnpackLimits newLimits) {
    return new Unpacker(newLimits, from);
  }

  /**
   * Unpacks a file.
   *
   * @param target a folder that does not exist yet, or is empty
   * @throws UnpackRefused when the archive is not acceptable, with the reason
   * @throws IOException when the archive cannot be read or the disk cannot be written
   */
  public Unpacked unpack(Path archive, Path target) throws IOException {
    if (!Files.isRegularFile(archive)) {
      throw new FileNotFoundException("There is no archive " + archive + ".");
    }
    try (var stream = Files.newInputStream(archive)) {
      return unpack(stream, target);
    }
  }

  /** Like {@link #unpack(Path, Path)}; the stream is read as far as needed and not closed. */
  public Unpacked unpack(InputStream archive, Path target) throws IOException {
    requireFree(target);
    Path parent = target.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException(
          "Cannot unpack into " + target + ": it is the root folder.");
    }
    Files.createDirectories(parent);
    Path working = Files.createTempDirectory(parent, ".unpacking-");
    try {
      Path tree = Files.createDirectory(working.resolve("tree"));
      var unpacked = unpackInto(archive, tree, working.resolve("archive"));
      Files.move(topOf(tree), target, StandardCopyOption.ATOMIC_MOVE);
      return unpacked;
    } finally {
      Trees.delete(working);
    }
  }

  private Unpacked unpackInto(InputStream archive, Path tree, Path spool) throws IOException {
    var counted = new CountedArchive(archive, limits.maxArchiveBytes());
    var buffered = new BufferedInputStream(counted, BUFFER_BYTES);
    var unpacking = unpackingInto(tree, counted);
    switch (ArchiveKind.of(buffered)) {
      case ZIP -> {
        Files.copy(buffered, spool);
        ZipEntries.unpack(spool, limits, unpacking);
      }
      case TAR -> TarEntries.unpack(buffered, unpacking);
      case TAR_GZ -> TarEntries.unpack(gunzip(buffered), unpacking);
      case TAR_ZST -> TarEntries.unpack(new ZstdInputStreamNoFinalizer(buffered), unpacking);
    }
    return unpacking.result();
  }

  private Unpacking unpackingInto(Path tree, CountedArchive archive) {
    return switch (from) {
      case STRANGERS ->
          new Unpacking(tree, limits, Entries.whereCaseDoesNotMatter(limits), archive::count);
      case OURSELVES ->
          new Unpacking(
              tree,
              limits.maxRatio(Integer.MAX_VALUE),
              Entries.whereCaseMatters(limits),
              archive::count);
    };
  }

  private static InputStream gunzip(InputStream archive) throws IOException {
    try {
      return new GZIPInputStream(archive, BUFFER_BYTES);
    } catch (EOFException | ZipException unreadable) {
      throw Damage.in(unreadable);
    }
  }

  private Path topOf(Path tree) throws IOException {
    if (from == From.OURSELVES) {
      return tree;
    }
    List<Path> top;
    try (var children = Files.list(tree)) {
      top = children.limit(2).toList();
    }
    boolean oneFolder = top.size() == 1 && Files.isDirectory(top.getFirst());
    return oneFolder ? top.getFirst() : tree;
  }

  private static void requireFree(Path target) throws IOException {
    if (Files.exists(target)) {
      try (var children = Files.list(target)) {
        if (children.findAny().isPresent()) {
          throw new DirectoryNotEmptyException(target.toString());
        }
      }
    }
  }
}
