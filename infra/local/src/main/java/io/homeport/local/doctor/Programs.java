package io.homeport.local.doctor;

import io.homeport.processes.Command;
import io.homeport.processes.ProcessException;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * The programs that the caller's PATH leads to.
 *
 * @param environment of the caller
 */
record Programs(Map<String, String> environment) {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  Optional<Path> find(String name) {
    return Stream.of(environment.getOrDefault("PATH", "").split(":", -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The version that a program tells; empty when it is not there or does not run. */
  Optional<Version> version(String name, String option) {
    return find(name).flatMap(program -> ask(program, option)).flatMap(Version::in);
  }

  /** Maven's, from what its jar says of itself: asking Maven starts a JVM. */
  Optional<Version> mavenVersion() {
    return find("mvn").flatMap(Programs::versionInJar).or(() -> version("mvn", "--version"));
  }

  private static Optional<Version> versionInJar(Path mvn) {
    try {
      Path lib = mvn.toRealPath().resolveSibling("../lib").normalize();
      try (var jars = Files.newDirectoryStream(lib, "maven-core-*.jar")) {
        for (Path jar : jars) {
          return versionOf(jar);
        }
      }
    } catch (IOException anotherLayout) {
      // Then Maven is asked.
    }
    return Optional.empty();
  }

  private static Optional<Version> versionOf(Path mavenCore) throws IOException {
    try (var jar = new ZipFile(mavenCore.toFile())) {
      var entry = jar.getEntry("META-INF/maven/org.apache.maven/maven-core/pom.properties");
      if (entry == null) {
        return Optional.empty();
      }
      var properties = new Properties();
      properties.load(jar.getInputStream(entry));
      return Version.in(properties.getProperty("version", ""));
    }
  }

  private Optional<String> ask(Path program, String option) {
    try {
      var asked =
          Command.of(program.toString(), option)
              .with("PATH", environment.getOrDefault("PATH", ""))
              .limit(LIMIT);
      var finished = Processes.run(asked);
      return finished.succeeded() ? Optional.of(finished.stdout()) : Optional.empty();
    } catch (ProcessException doesNotRun) {
      return Optional.empty();
    }
  }
}
