package io.homeport.objects;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** One archive that is being unpacked into a folder of its own, within its limits. */
final class Unpacking {
  private static final int MOST_LEFT_OUT = 1_000;
  private static final int BUFFER_BYTES = 64 << 10;

  private final Path folder;
  private final UnpackLimits limits;
  private final LongSupplier archiveBytes;
  private final Entries entries;
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int files;
  private long bytes;

  /** Measures the ratio against {@code archiveBytes}: what was read of the archive so far. */
  Unpacking(Path folder, UnpackLimits limits, Entries entries, LongSupplier archiveBytes) {
    this.folder = folder;
    this.limits = limits;
    this.archiveBytes = archiveBytes;
    this.entries = entries;
  }

  void folder(String entry) throws IOException {
    entries.count();
    Files.createDirectories(pathOf(entry, entries.take(entry, true)));
  }

  void file(String entry, InputStream content, boolean executable) throws IOException {
    entries.count();
    List<String> names = entries.take(entry, false);
    if (names.isEmpty()) {
      throw new UnpackRefused(new UnpackRefused.UnusableName(entry, "it is empty"));
    }
    Path path = pathOf(entry, names);
    Files.createDirectories(path.getParent() == null ? folder : path.getParent());
    try (var out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW)) {
      copy(entry, content, out);
    }
    if (executable) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    files++;
  }

  /** Reads over the content, which counts as if it were written: reading costs time too. */
  void leaveOut(String entry, String why, InputStream content) throws IOException {
    leaveOut(entry, why);
    copy(entry, content, OutputStream.nullOutputStream());
  }

  void leaveOut(String entry, String why) throws UnpackRefused {
    entries.count();
    if (leftOut.size() < MOST_LEFT_OUT) {
      leftOut.add(new LeftOut(Entries.shown(entry), why));
    }
  }

  Unpacked result() throws UnpackRefused {
    if (files == 0) {
      throw new UnpackRefused(new UnpackRefused.Empty());
    }
    return new Unpacked(files, bytes, leftOut);
  }

  private Path pathOf(String entry, List<String> names) throws UnpackRefused {
    try {
      Path path = folder;
      for (String name : names) {
        path = path.resolve(name);
      }
      return path;
    } catch (InvalidPathException cause) {
      throw new UnpackRefused(
          new UnpackRefused.UnusableName(entry, "this machine cannot write it"), cause);
    }
  }

  private void copy(String entry, InputStream content, OutputStream out) throws IOException {
    long fileBytes = 0;
    for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
      fileBytes += count;
      bytes += count;
      check(entry, fileBytes);
      out.write(buffer, 0, count);
    }
  }

  private void check(String entry, long fileBytes) throws UnpackRefused {
    if (fileBytes > limits.maxFileBytes()) {
      throw new UnpackRefused(new UnpackRefused.FileTooLarge(entry, limits.maxFileBytes()));
    }
    if (bytes > limits.maxBytes()) {
      throw new UnpackRefused(new UnpackRefused.TooManyBytes(entry, limits.maxBytes()));
    }
    if (bytes > limits.ratioFreeBytes()
        && bytes / Math.max(1, archiveBytes.getAsLong()) >= limits.maxRatio()) {
      throw new UnpackRefused(new UnpackRefused.SuspiciousRatio(entry, limits.maxRatio()));
    }
  }
}
