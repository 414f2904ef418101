package io.homeport.specs.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small app, written by a test. */
public record HandMade(Path folder) {

  /** Adds a file. */
  public HandMade with(String path, String text) {
    try {
      var file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  public SourceFacts read() {
    return SourceScan.of(SourceTree.in(folder));
  }
}
