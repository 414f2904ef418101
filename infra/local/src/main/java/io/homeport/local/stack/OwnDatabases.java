package io.homeport.local.stack;

import io.homeport.local.JavaProgram;
import io.homeport.local.PartFailed;
import io.homeport.local.RunningPart;
import io.homeport.local.Trees;
import io.homeport.processes.ProcessFailed;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Homeport's own databases, while nothing of the stack runs but their server. */
record OwnDatabases(StackParts parts) {
  private static final Duration RESTORE_LIMIT = Duration.ofHours(4);
  private static final int HEAP_MEGABYTES = 256;

  /** What begins so tells how far it is; what does not, why it failed, and is told at the end. */
  private static final String PROGRESS = "  ";

  /**
   * Puts a copy of them back. What Kafka has is of another time then, and goes; what the door has
   * to know of it, deploy-service says again. The apps' cluster is made where there is none, with
   * what it takes to put its past into it.
   *
   * @param set the copy's folder
   * @param told is told how far it is
   * @throws PartFailed when the copy is not put back; then nothing was changed
   */
  void restore(Path set, Consumer<String> told) {
    if (!Files.exists(set.resolve("set.json"))) {
      throw new PartFailed(
          "%s is no copy of Homeport's own databases: it has no set.json.".formatted(set));
    }
    Path program = parts.checkout().service("backup-service");
    if (!Files.exists(program)) {
      throw new PartFailed(
          "Not built: backup-service. Build with: mvn -pl backup-service -am package -DskipTests");
    }
    try {
      parts.apps().prepare();
    } catch (IOException cause) {
      throw new UncheckedIOException("The apps' cluster cannot be made", cause);
    }
    try (var platform = RunningPart.start(parts.platform())) {
      var superuser = platform.part().superuser();
      Processes.run(
              JavaProgram.withHeap(HEAP_MEGABYTES)
                  .main(
                      classpath(program),
                      "io.homeport.backup.own.OwnRestore",
                      set.toAbsolutePath().toString(),
                      parts.secrets().masterKeyFile().toString(),
                      superuser.host(),
                      Integer.toString(superuser.port()),
                      superuser.user(),
                      parts.state().cache().resolve("own-restore").toString())
                  .with("HOMEPORT_PASSWORD", superuser.password().reveal())
                  .redacting(superuser.password().reveal())
                  .limit(RESTORE_LIMIT),
              line -> {
                if (line.startsWith(PROGRESS)) {
                  told.accept(line);
                }
              })
          .orThrow();
    } catch (ProcessFailed failed) {
      throw new PartFailed("Nothing is put back. " + failed.stderr().strip());
    }
    forgetEvents(parts.state().data(StackParts.KAFKA));
  }

  private static String classpath(Path program) {
    return Stream.of("app", "lib/main", "lib/boot")
        .map(folder -> program.resolveSibling(folder) + "/*")
        .collect(Collectors.joining(":"));
  }

  private static void forgetEvents(Path kafka) {
    try {
      Trees.delete(kafka);
    } catch (IOException cause) {
      throw new UncheckedIOException(
          "The databases are back, and what Kafka has is of another time. Remove " + kafka, cause);
    }
  }
}
