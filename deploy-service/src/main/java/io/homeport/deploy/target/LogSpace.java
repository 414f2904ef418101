package io.homeport.deploy.target;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps what apps write from filling the disk. A log that has become too long loses its beginning,
 * in place: whoever writes it appends, and goes on at the new end.
 *
 * @param logs a folder of folders of logs
 * @param mostBytes how long one may become
 * @param keptBytes how much of its end is left then
 */
record LogSpace(Path logs, long mostBytes, int keptBytes) {

  /**
   * What is written in the very instant in which a log is cut may be lost, and more of one that is
   * written faster than it is copied.
   */
  void trim() {
    for (Path folder : listed(logs)) {
      for (Path log : listed(folder)) {
        try {
          if (Files.isRegularFile(log, LinkOption.NOFOLLOW_LINKS) && Files.size(log) > mostBytes) {
            trim(log);
          }
        } catch (NoSuchFileException gone) {
          // Its backend was forgotten.
        } catch (IOException e) {
          throw new UncheckedIOException(log + " cannot be cut", e);
        }
      }
    }
  }

  /**
   * Its end is copied over its beginning, then what was written meanwhile, until there is no more:
   * only then it is cut.
   */
  private void trim(Path log) throws IOException {
    try (var file = new RandomAccessFile(log.toFile(), "rw")) {
      long read = file.length();
      byte[] end = read(file, read - keptBytes, keptBytes);
      int line = 0;
      while (line < end.length && end[line++] != '\n') {
        // The first line may be half a one.
      }
      file.seek(0);
      file.write(end, line, end.length - line);
      long kept = end.length - line;
      for (long length = file.length();
          length > read && kept < mostBytes / 2;
          length = file.length()) {
        byte[] more = read(file, read, (int) Math.min(length - read, keptBytes));
        file.seek(kept);
        file.write(more);
        kept += more.length;
        read += more.length;
      }
      file.setLength(kept);
    }
  }

  private static byte[] read(RandomAccessFile file, long from, int count) throws IOException {
    byte[] bytes = new byte[count];
    file.seek(from);
    file.readFully(bytes);
    return bytes;
  }

  private static List<Path> listed(Path folder) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(folder)) {
      return found.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be read", e);
    }
  }
}
