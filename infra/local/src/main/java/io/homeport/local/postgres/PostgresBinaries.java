package io.homeport.local.postgres;

import io.homeport.processes.Command;
import io.homeport.processes.ProcessException;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The programs of one PostgreSQL installation.
 *
 * @param directory the folder that holds {@code initdb} and the others
 * @param version as {@code postgres --version} tells it, such as 15.14
 */
public record PostgresBinaries(Path directory, String version) {
  /** What a machine needs to run clusters, and to dump and restore databases. */
  public static final List<String> PROGRAMS =
      List.of("initdb", "pg_ctl", "postgres", "pg_dump", "pg_restore", "pg_amcheck");

  private static final List<String> PLACES =
      List.of("/usr/lib/postgresql", "/usr/pgsql", "/opt/postgresql");
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+[.\\w]*)");

  /**
   * The newest installation of this machine that has the programs to run a server; it may lack
   * others, see {@link #missing}.
   */
  public static Optional<PostgresBinaries> find() {
    return candidates().stream()
        .filter(folder -> Files.isExecutable(folder.resolve("postgres")))
        .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
        .flatMap(folder -> versionOf(folder).stream())
        .max(Comparator.comparingInt(PostgresBinaries::major));
  }

  /**
   * @throws IllegalStateException when there is none, with what to install
   */
  public static PostgresBinaries require() {
    return find()
        .orElseThrow(() ->
            new IllegalStateException(
                "No PostgreSQL server programs on this machine (looked for initdb in "
                    + candidates()
                    + "). Install them: apt install postgresql"));
  }

  public int major() {
    return Integer.parseInt(version.replaceAll("\\D.*", ""));
  }

  public Path program(String name) {
    return directory.resolve(name);
  }

  /** Those of {@link #PROGRAMS} that this installation lacks. */
  public List<String> missing() {
    return PROGRAMS.stream().filter(name -> !Files.isExecutable(program(name))).toList();
  }

  private static Set<Path> candidates() {
    var folders = new LinkedHashSet<Path>();
    ask("pg_config", "--bindir").map(String::strip).map(Path::of).ifPresent(folders::add);
    for (String place : PLACES) {
      try (var versions = Files.newDirectoryStream(Path.of(place))) {
        versions.forEach(version -> folders.add(version.resolve("bin")));
      } catch (IOException notHere) {
        // Another distribution, another place.
      }
    }
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (!folder.isEmpty()) {
        folders.add(Path.of(folder));
      }
    }
    return folders;
  }

  private static Optional<PostgresBinaries> versionOf(Path folder) {
    return ask(folder.resolve("postgres").toString(), "--version")
        .map(VERSION::matcher)
        .filter(java.util.regex.Matcher::find)
        .map(found -> new PostgresBinaries(folder, found.group(1)));
  }

  private static Optional<String> ask(String... command) {
    try {
      var finished = Processes.run(Command.of(command).limit(Duration.ofSeconds(5)));
      return finished.succeeded() ? Optional.of(finished.stdout()) : Optional.empty();
    } catch (ProcessException notThere) {
      return Optional.empty();
    }
  }
}
