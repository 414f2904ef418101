package io.homeport.backup.drill;

import static io.homeport.backup.drill.KilledService.programsIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.homeport.backup.AppsCluster;
import io.homeport.backup.postgres.PostgresPrograms;
import io.homeport.processes.OsUser;
import io.homeport.testkit.Await;
import io.homeport.testkit.Scratch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrillFoldersTest {

  @Test
  void throwaway_clusters_live_in_the_services_own_folder() {
    try (var scratch = Scratch.directory()) {
      assertThat(DrillFolders.near(scratch.path())).isEqualTo(scratch.path().resolve("drills"));
    }
  }

  @Test
  void where_postgresqls_user_cannot_enter_that_folder_they_live_elsewhere() throws Exception {
    assumeTrue(OsUser.canSwitch(), "only root runs PostgreSQL as another user");
    try (var scratch = Scratch.directory()) {
      Path closed = scratch.directory("closed");
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));

      assertThat(DrillFolders.near(closed.resolve("data")))
          .startsWithRaw(Path.of("/var/lib/homeport"));
    }
  }

  @Test
  void what_a_killed_service_left_is_removed_and_what_a_living_one_uses_is_not() throws Exception {
    try (var scratch = Scratch.directory()) {
      Process ended = new ProcessBuilder("true").start();
      ended.waitFor();
      Path abandoned = scratch.directory("drill-" + ended.pid() + "-1-x");
      Files.createDirectories(abandoned.resolve("data"));
      Path ours = scratch.directory(DrillFolders.prefix() + "x");

      DrillFolders.sweep(scratch.path());

      assertThat(abandoned).doesNotExist();
      assertThat(ours).exists();
    }
  }

  @Test
  void a_server_that_a_killed_service_left_running_is_ended() throws Exception {
    try (var scratch = Scratch.directory()) {
      var service = KilledService.start(Service.class, scratch.path());
      Path folder = Path.of(service.line());
      service.kill();
      assertThat(programsIn(folder)).isNotEmpty();

      DrillFolders.sweep(scratch.path());

      assertThat(programsIn(folder)).isEmpty();
      assertThat(folder).doesNotExist();
    }
  }

  @Test
  void so_is_one_that_was_still_being_made() throws Exception {
    try (var scratch = Scratch.directory()) {
      var service = KilledService.start(Service.class, scratch.path());
      Await.until("it is being made", () -> !programsIn(scratch.path()).isEmpty());
      service.kill();

      DrillFolders.sweep(scratch.path());

      assertThat(programsIn(scratch.path())).isEmpty();
      assertThat(scratch.path()).isEmptyDirectory();
    }
  }

  /** Runs in a JVM of its own: starts a throwaway server, and goes on until it is killed. */
  static final class Service {
    public static void main(String[] arguments) throws Exception {
      var cluster =
          ThrowawayCluster.start(
              PostgresPrograms.ofMajor(AppsCluster.MAJOR), Path.of(arguments[0]), "platform");
      System.out.println(cluster.folder());
      Thread.sleep(Duration.ofMinutes(1));
    }
  }
}
