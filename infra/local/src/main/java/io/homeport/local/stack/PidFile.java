package io.homeport.local.stack;

import io.homeport.local.ProcessId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Remembers one process, so that a later JVM finds it, and never takes another for it. */
record PidFile(Path path) {

  static PidFile of(StateFolder state, String name) {
    return new PidFile(state.run().resolve(name + ".pid"));
  }

  void write(ProcessId process) {
    try {
      Files.writeString(path, process + "\n", StandardCharsets.US_ASCII);
    } catch (IOException cause) {
      throw new UncheckedIOException(path + " cannot be written", cause);
    }
  }

  /** The process, if it still runs. */
  Optional<ProcessId> living() {
    try {
      return Files.exists(path)
          ? ProcessId.parse(Files.readString(path, StandardCharsets.US_ASCII))
              .filter(ProcessId::isAlive)
          : Optional.empty();
    } catch (IOException cause) {
      throw new UncheckedIOException(path + " cannot be read", cause);
    }
  }

  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException cause) {
      throw new UncheckedIOException(path + " cannot be removed", cause);
    }
  }
}
