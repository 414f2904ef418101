package io.homeport.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.local.ProcessId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** How test JVMs learn where the shared services are. Readable by its owner only. */
record ServicesFile(Path path) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @param guardian the process that keeps them running
   */
  record Content(
      String guardian,
      int postgresPort,
      String postgresUser,
      String postgresPassword,
      int kafkaPort) {

    boolean isServed() {
      return ProcessId.parse(guardian).filter(ProcessId::isAlive).isPresent();
    }
  }

  Optional<Content> read() {
    try {
      return Files.exists(path)
          ? Optional.of(JSON.readValue(path.toFile(), Content.class))
          : Optional.empty();
    } catch (IOException cause) {
      throw new UncheckedIOException(path + " cannot be read. Delete it", cause);
    }
  }

  void write(Content content) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    JSON.writeValue(fresh.toFile(), content);
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  void delete() throws IOException {
    Files.deleteIfExists(path);
  }
}
