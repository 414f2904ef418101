package io.homeport.testkit;

import io.homeport.local.ProcessId;
import io.homeport.local.RunningPart;
import io.homeport.local.kafka.KafkaBroker;
import io.homeport.local.postgres.PostgresCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps the shared services running while somebody uses them. A process of its own, so that it
 * outlives the test JVM that started it.
 *
 * <p>Argument: the folder that it shares with the test JVMs.
 */
final class GuardianMain {
  private GuardianMain() {}

  public static void main(String[] args) throws IOException {
    var folder = new GuardedFolder(Path.of(args[0]));
    try (var scratch = Scratch.directory()) {
      serve(folder, scratch);
    }
  }

  private static void serve(GuardedFolder folder, Scratch scratch) throws IOException {
    var starting = CompletableFuture.supplyAsync(() -> OwnServices.kafka(scratch));
    try (var postgres = OwnServices.postgres(scratch);
        var kafka = starting.join()) {
      folder.file().write(addresses(postgres.part(), kafka.part()));
      awaitEnd(folder, postgres, kafka);
    }
  }

  private static ServicesFile.Content addresses(PostgresCluster postgres, KafkaBroker kafka) {
    var superuser = postgres.superuser();
    return new ServicesFile.Content(
        ProcessId.current().toString(),
        superuser.port(),
        superuser.user(),
        superuser.password().reveal(),
        kafka.port());
  }

  /** Until nobody uses the services, or one of them has ended. */
  private static void awaitEnd(
      GuardedFolder folder, RunningPart<?> postgres, RunningPart<?> kafka) {
    while (!folder.locked(
        () -> {
          boolean end = !folder.hasUsers() || !postgres.isAlive() || !kafka.isAlive();
          if (end) {
            forget(folder);
          }
          return end;
        })) {
      GuardedFolder.pause();
    }
  }

  private static void forget(GuardedFolder folder) {
    try {
      folder.file().delete();
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }
}
