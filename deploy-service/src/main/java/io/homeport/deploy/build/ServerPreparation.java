package io.homeport.deploy.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What builds of servers need beside their packages: an answer where they would ask the network,
 * and a driver for the environment's database where the app's own speaks to a hoster's proxy. The
 * source stays as it is.
 *
 * @param runtime the folder of the runtime {@code node-server}, with its packages installed
 */
public record ServerPreparation(Path runtime) {
  private static final Set<String> OF_PROGRAMS =
      Set.of(
          "ANALYZE",
          "CI",
          "DEBUG",
          "HOME",
          "HOST",
          "HOSTNAME",
          "NETLIFY",
          "NODE_ENV",
          "PATH",
          "PORT",
          "VERCEL",
          "VERCEL_ENV",
          "VERCEL_URL");

  private static final String NEON = "node_modules/@neondatabase/serverless";

  /**
   * What the build finds in its environment where nothing else sets it.
   *
   * @param read names that the app's programs on the server read
   */
  Map<String, String> variables(ServerKind kind, Set<String> read) {
    var variables = new HashMap<>(kind.buildVariables());
    // Pages that are made in advance may ask for it; nothing answers there.
    variables.put("DATABASE_URL", "postgres://build:build@localhost:5432/build");
    if (kind == ServerKind.NEXT) {
      read.stream()
          .filter(name -> !name.startsWith("NEXT_") && !OF_PROGRAMS.contains(name))
          .forEach(name -> variables.putIfAbsent(name, placeholder(name)));
    }
    return variables;
  }

  /**
   * Next.js loads every page while it builds, and many a client of a service refuses to be made
   * without its key. Secrets are not for builds, and what is made of this does not stay: the server
   * reads its variables when it starts.
   */
  private static String placeholder(String name) {
    if (name.endsWith("_URL") || name.endsWith("_URI") || name.endsWith("_ORIGIN")) {
      return "https://placeholder.invalid";
    }
    return name.endsWith("_PORT")
        ? "9"
        : "placeholder-while-building-" + name.toLowerCase(Locale.ROOT);
  }

  /** Makes the installed packages fit, once they are there and before anything of the app runs. */
  void fit(ServerKind kind, Path source, BuildLog log) {
    swapDrivers(source, log);
    if (kind == ServerKind.NITRO) {
      NitroPreset.letVariableDecide(source, log);
    }
  }

  /**
   * Puts a driver of the same interface in the place of {@code @neondatabase/serverless}, which
   * {@code @vercel/postgres} uses too, wherever it is installed.
   */
  private void swapDrivers(Path source, BuildLog log) {
    for (Path driver : driversIn(source)) {
      try {
        ServerOutput.remove(driver);
        ServerOutput.copy(runtime.resolve("build/neon"), driver, file -> true);
        ServerOutput.copy(
            runtime.resolve("node_modules"), driver.resolve("node_modules"), file -> true);
      } catch (IOException e) {
        throw new UncheckedIOException(driver + " cannot be replaced", e);
      }
      log.line(
          "@neondatabase/serverless is replaced by a driver that speaks PostgreSQL's own protocol.");
    }
  }

  /** Listens, and has a module answer whose default export has {@code fetch}. */
  Path fetchListener() {
    return runtime.resolve("build/fetch-listener.mjs");
  }

  private static List<Path> driversIn(Path source) {
    Path packages = source.resolve("node_modules");
    if (!Files.isDirectory(packages, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(packages)) {
      return files
          .filter(file -> file.endsWith(NEON))
          .filter(file -> Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the packages of the build cannot be read", e);
    }
  }
}
