package io.homeport.deploy.build;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The log of one build: kept in a file, and passed on line by line while the build runs. Secrets
 * are cut out before a line gets here.
 */
public final class BuildLog implements AutoCloseable {
  private static final int TAIL_LINES = 60;

  private final BufferedWriter file;
  private final Consumer<String> live;
  private final Deque<String> tail = new ArrayDeque<>();

  private BuildLog(BufferedWriter file, Consumer<String> live) {
    this.file = file;
    this.live = live;
  }

  /**
   * Appends to the file, so that the log of a build that was resumed tells the whole story.
   *
   * @param live receives every line at once
   */
  public static BuildLog appendingTo(Path file, Consumer<String> live) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return new BuildLog(
          Files.newBufferedWriter(
              file,
              StandardCharsets.UTF_8,
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND,
              StandardOpenOption.WRITE),
          live);
    } catch (IOException e) {
      throw new UncheckedIOException("the build log " + file + " cannot be written", e);
    }
  }

  public synchronized void line(String text) {
    String shown = Terminal.plain(text);
    try {
      file.write(shown);
      file.newLine();
      file.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the build log cannot be written", e);
    }
    tail.addLast(shown);
    if (tail.size() > TAIL_LINES) {
      tail.removeFirst();
    }
    live.accept(shown);
  }

  /** The last lines: what a failure shows. */
  public synchronized String tail() {
    return String.join("\n", tail);
  }

  @Override
  public synchronized void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the build log cannot be written", e);
    }
  }
}
