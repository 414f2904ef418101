package io.homeport.specs.scratch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where PostgreSQL's programs are on this machine. */
public final class PostgresBinaries {

  private static final List<Path> INSTALLATIONS =
      List.of(Path.of("/usr/lib/postgresql"), Path.of("/usr/local/lib/postgresql"));
  private static final List<Path> FOLDERS =
      List.of(Path.of("/usr/local/pgsql/bin"), Path.of("/usr/local/bin"), Path.of("/usr/bin"));

  private PostgresBinaries() {}

  /** The folder of the newest server found in the usual places. */
  public static Optional<Path> find() {
    return Stream.concat(
            INSTALLATIONS.stream().flatMap(PostgresBinaries::versions), FOLDERS.stream())
        .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
        .filter(folder -> Files.isExecutable(folder.resolve("postgres")))
        .findFirst();
  }

  private static Stream<Path> versions(Path installation) {
    if (!Files.isDirectory(installation)) {
      return Stream.empty();
    }
    try (var entries = Files.list(installation)) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches("[0-9]{1,4}"))
          .sorted(Comparator.comparingInt(PostgresBinaries::version).reversed())
          .map(entry -> entry.resolve("bin"))
          .toList()
          .stream();
    } catch (IOException cause) {
      throw new UncheckedIOException("The folder " + installation + " cannot be read", cause);
    }
  }

  private static int version(Path folder) {
    return Integer.parseInt(folder.getFileName().toString());
  }
}
