package io.homeport.deploy.target;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads what is appended to the logs in a folder, from one look to the next. The first look finds
 * the end of what is there. For one reader at a time.
 */
public final class LogFollower {
  private static final int FIRST_LOOK_BYTES = 64 << 10;

  /** Of one file in one look; the rest is for the next. */
  private static final int MOST_BYTES = 256 << 10;

  private final Path folder;
  private final Map<Path, Long> positions = new HashMap<>();
  private boolean looked;

  LogFollower(Path folder) {
    this.folder = folder;
  }

  /** The whole lines that were written since the last look; those of one file in their order. */
  public List<String> more() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      files = found.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the logs in " + folder + " cannot be read", e);
    }
    positions.keySet().retainAll(files);
    List<String> lines = new ArrayList<>();
    files.forEach(file -> lines.addAll(more(file)));
    looked = true;
    return lines;
  }

  private List<String> more(Path file) {
    try (var log = new RandomAccessFile(file.toFile(), "r")) {
      long end = log.length();
      long before = looked ? 0 : Math.max(0, end - FIRST_LOOK_BYTES);
      long from = Math.min(positions.getOrDefault(file, before), end);
      byte[] written = new byte[(int) Math.min(end - from, MOST_BYTES)];
      log.seek(from);
      log.readFully(written);
      int whole = afterLastLine(written);
      if (whole == 0 && written.length == MOST_BYTES) {
        // A line longer than that is told in pieces.
        whole = written.length;
      }
      positions.put(file, from + whole);
      List<String> lines = new String(written, 0, whole, StandardCharsets.UTF_8).lines().toList();
      boolean cut = !looked && from > 0 && !lines.isEmpty();
      return cut ? lines.subList(1, lines.size()) : lines;
    } catch (FileNotFoundException removed) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  private static int afterLastLine(byte[] text) {
    int at = text.length;
    while (at > 0 && text[at - 1] != '\n') {
      at--;
    }
    return at;
  }
}
