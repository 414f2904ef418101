package io.homeport.backup.postgres;

import io.homeport.backup.Trouble;
import io.homeport.contracts.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The programs of one major version of PostgreSQL. Dumping needs at least the server's major
 * version, comparing needs the same one.
 */
public record PostgresPrograms(int major, Path folder) {

  private static final String DEBIAN = "/usr/lib/postgresql/%d/bin";
  private static final String RED_HAT = "/usr/pgsql-%d/bin";
  private static final String HOMEBREW = "/opt/homebrew/opt/postgresql@%d/bin";

  /**
   * Finds them where distributions put them.
   *
   * @throws Trouble for the operator, naming the package to install
   */
  public static PostgresPrograms ofMajor(int major) {
    List<Path> places =
        Stream.of(DEBIAN, RED_HAT, HOMEBREW).map(form -> Path.of(form.formatted(major))).toList();
    return places.stream()
        .filter(place -> Files.isExecutable(place.resolve("initdb")))
        .findFirst()
        .map(place -> new PostgresPrograms(major, place))
        .orElseThrow(() ->
            new Trouble(
                Failure.operator(
                    "The programs of PostgreSQL "
                        + major
                        + " are in none of "
                        + places.stream().map(Path::toString).toList()
                        + ".",
                    "Install them (Debian: apt-get install postgresql-" + major + ").")));
  }

  public Path path(String program) {
    return folder.resolve(program);
  }
}
