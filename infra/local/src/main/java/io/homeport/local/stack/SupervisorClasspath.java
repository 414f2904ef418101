package io.homeport.local.stack;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * The jars that the supervisor runs from. They are copies, so that building Homeport anew does not
 * pull them from under a supervisor that runs.
 */
final class SupervisorClasspath {
  private static final List<Class<?>> ONE_OF_EACH_JAR =
      List.of(
          SupervisorMain.class,
          Processes.class,
          ObjectMapper.class,
          JsonFactory.class,
          JsonProperty.class,
          Driver.class,
          Nullable.class);

  private SupervisorClasspath() {}

  /** Copies the jars into a folder; what is a folder of classes stays where it is. */
  static String copyTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    var entries = new LinkedHashSet<String>();
    for (Class<?> each : ONE_OF_EACH_JAR) {
      Path source = sourceOf(each);
      entries.add(Files.isDirectory(source) ? source.toString() : copy(source, folder).toString());
    }
    return String.join(":", entries);
  }

  private static Path copy(Path jar, Path folder) throws IOException {
    Path copy = folder.resolve(jar.getFileName());
    // With its time, so that an archive of its classes stays valid.
    return Files.copy(
        jar, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static Path sourceOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
