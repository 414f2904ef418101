package io.homeport.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The folder that holds Homeport's sources and what was built from them.
 *
 * @param root the folder with the outermost pom.xml
 */
public record Checkout(Path root) {

  public Checkout {
    root = root.toAbsolutePath().normalize();
  }

  /**
   * The checkout that this JVM was started for: system property {@code homeport.root}, or the
   * nearest folder above the current one that holds {@code infra/keycloak}.
   */
  public static Checkout find() {
    String given = System.getProperty("homeport.root");
    if (given != null) {
      return new Checkout(Path.of(given));
    }
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("infra/keycloak"))) {
        return new Checkout(folder);
      }
    }
    throw new IllegalStateException(
        "This is no checkout of Homeport. Run ./homeport there, or set -Dhomeport.root.");
  }

  /** The realm that Keycloak imports at its first start. */
  public Path realm() {
    return root.resolve("infra/keycloak/homeport-realm.json");
  }

  /** The programs that deployed apps are run by. */
  public Path runtimes() {
    return root.resolve("runtimes");
  }

  /** The fast-jar of a service, whether it is built or not. */
  public Path service(String module) {
    return root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
  }

  /**
   * Where a program's archive of classes is kept: they come from what is built here, so all stacks
   * of this checkout share it.
   *
   * @see JavaProgram#archive
   */
  public Path archive(String program) {
    return archives().resolve(program + ".jsa");
  }

  /** The folder of the archives. */
  public Path archives() {
    return root.resolve("target/archives");
  }

  /** The classpath of the Kafka broker. */
  public String kafkaClasspath() {
    Path target = root.resolve("infra/local/kafka-broker/target");
    Path lib = required(target.resolve("lib"), "infra/local/kafka-broker");
    return kafkaClasses(target) + ":" + lib + "/*";
  }

  /** Where Keycloak was unpacked. */
  public Path keycloak() {
    Path target = root.resolve("infra/local/keycloak/target");
    return only(target, "keycloak-*", "infra/local/keycloak");
  }

  /** The jar when it was built last, since class data can be archived for jars only. */
  private static Path kafkaClasses(Path target) {
    Path classes = target.resolve("classes");
    try (var jars = Files.newDirectoryStream(target, "kafka-broker-*.jar")) {
      for (Path jar : jars) {
        if (Files.getLastModifiedTime(jar).compareTo(Files.getLastModifiedTime(classes)) >= 0) {
          return jar;
        }
      }
      return classes;
    } catch (IOException cause) {
      throw new UncheckedIOException(target + " cannot be read", cause);
    }
  }

  private static Path only(Path folder, String glob, String module) {
    required(folder, module);
    try (var found = Files.newDirectoryStream(folder, glob)) {
      for (Path path : found) {
        if (Files.isDirectory(path)) {
          return path;
        }
      }
    } catch (IOException cause) {
      throw new UncheckedIOException(folder + " cannot be read", cause);
    }
    return required(folder.resolve(glob), module);
  }

  private static Path required(Path path, String module) {
    if (!Files.exists(path)) {
      throw new IllegalStateException(
          "%s is not built: %s is missing. Run ./homeport up, or: mvn -pl %s package"
              .formatted(module, path, module));
    }
    return path;
  }

  /** The modules that are services, in the order in which their parts are listed. */
  public static List<String> serviceModules() {
    return List.of("import-service", "spec-service", "deploy-service", "backup-service", "gateway");
  }
}
