package io.homeport.systemtest;

import io.homeport.cli.source.SourceFiles;
import io.homeport.local.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Copies of the samples that a test may change. */
final class Samples {

  static Path kiln() {
    return Checkout.find().root().resolve("samples/lovable-cloud-spa");
  }

  /** The smallest app there is, with a title of its own. */
  static Path tiny(Path into, String title) {
    Path copy = copy(Checkout.find().root().resolve("samples/tiny-spa"), into);
    replace(
        copy.resolve("index.html"), "<title>Tiny notes</title>", "<title>" + title + "</title>");
    return copy;
  }

  static Path copy(Path sample, Path into) {
    SourceFiles files = SourceFiles.of(sample);
    try {
      for (String path : files.paths()) {
        Path target = into.resolve(path);
        Files.createDirectories(target.getParent());
        Files.copy(sample.resolve(path), target);
      }
      return into;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void replace(Path file, String text, String by) {
    try {
      String before = Files.readString(file);
      if (!before.contains(text)) {
        throw new IllegalArgumentException(file + " does not hold " + text);
      }
      Files.writeString(file, before.replace(text, by));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Samples() {}
}
