package io.homeport.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import io.homeport.cli.source.SourceArchive;
import io.homeport.cli.source.SourceFiles;
import io.homeport.testkit.Await;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * backup-service is ended by SIGKILL at each thing that it does to a backup and to a restore. It
 * starts again by itself, each of them comes to its end once, and nothing of the killed attempts
 * stays: neither in the cluster of apps nor on the disk, nor where backups are kept.
 */
@ExtendWith(OnStack.class)
class KilledBackupsTest {
  private static final String SERVICE = "backup-service";

  /** Every row of visits takes 50 ms to be written, and to be shown to those who use the app. */
  private static final String SLOW_AND_LARGE =
      """
      create function public.slowly() returns boolean language plpgsql as $$
      begin
        perform pg_catalog.pg_sleep(0.05);
        return true;
      end $$;
      create table public.visits (id int primary key check (public.slowly()));
      alter table public.visits enable row level security;
      create policy everybody on public.visits for select to anon, authenticated using (public.slowly());
      grant select on public.visits to anon, authenticated;
      insert into public.visits select generate_series(1, 20);
      create table public.noise (id int primary key, text text not null);
      alter table public.noise enable row level security;
      insert into public.noise
        select each, (select string_agg(md5(random()::text || each || part), '') from generate_series(1, 1000) part)
        from generate_series(1, 800) each;
      """;

  private final RunningStack stack;
  private final Journey journey;
  @TempDir Path folder;

  KilledBackupsTest(RunningStack stack) {
    this.stack = stack;
    this.journey = stack.journey("ada");
  }

  @Test
  void a_backup_and_a_restore_end_once_and_leave_nothing_of_their_killed_attempts()
      throws Exception {
    // Given
    Resource app = journey.createApp("often-killed");
    Resource environment = serving(app);
    String database = environment.text("database");
    fill(database);
    var left = new LeftByBackups(stack, database);

    // When
    Resource backup = taken(environment, left);
    left.awaitCopying();
    kill();
    left.awaitInDrill("homeport_restoring_");
    kill();
    left.awaitInDrill("homeport_reading_");
    kill();
    Resource verified = journey.verified(backup);
    Resource restore = journey.restore(backup.id(), false);
    left.awaitSession(
        "starts_with(usename, 'homeport_restoring_') and query ilike 'copy public.visits%'");
    kill();
    Resource completed = journey.restored(restore);

    // Then
    assertThat(verified.state()).isEqualTo("verified");
    assertThat(completed.state()).isEqualTo("completed");
    Await.untilAsserted(() ->
        assertThat(journey.backup(backup.id()).parts("copies"))
            .hasSize(2)
            .allSatisfy(copy -> assertThat(copy.state()).isEqualTo("checked")));
    Published published = Published.read(stack.kafka());
    assertThat(published.count("backup.verified", "backupId", backup.id())).isEqualTo(1);
    assertThat(published.count("restore.completed", "restoreId", restore.id())).isEqualTo(1);
    assertThat(published.ofApp(app.id())).doesNotContainKeys("backup.failed", "restore.failed");
    String restored = completed.text("database");
    assertThat(rows(restored)).containsExactly("20", "800");
    Await.untilAsserted(() -> {
      assertThat(left.databases()).containsExactlyInAnyOrder(database, restored);
      assertThat(left.roles()).isEmpty();
      assertThat(left.sessions()).isEmpty();
      assertThat(left.processes()).isEmpty();
      assertThat(left.files()).isEmpty();
    });
    for (Path place : stack.backups()) {
      assertThat(left.objects(place, backup.id()))
          .containsExactlyInAnyOrderElementsOf(left.objectsOf(backup.id()));
    }
  }

  /** Killed while it dumps, and when all is stored and nobody knows of it. */
  private Resource taken(Resource environment, LeftByBackups left) throws SQLException {
    try (HeldSteps held = HeldSteps.ofBackups(stack.database("postgres-platform", "backups"))) {
      held.at(Map.of(environment.id(), "taken"));
      Resource backup = journey.backUp(environment);
      left.awaitSession("query ilike 'copy public.noise%to stdout%'");
      kill();
      held.await(1);
      stack.kill(SERVICE);
      held.at(Map.of());
      held.endTransactions();
      letLeasesRunOut();
      return backup;
    }
  }

  private void kill() throws SQLException {
    stack.kill(SERVICE);
    letLeasesRunOut();
  }

  /** The next attempt need not wait for that. */
  private void letLeasesRunOut() throws SQLException {
    stack.column(
        "postgres-platform",
        "backups",
        """
        update work set lease_until = now()
        where state = 'running' and kind in ('backup', 'drill', 'copy', 'restore') returning id
        """);
  }

  /** Once its first backup, which nobody asked for, is proven. */
  private Resource serving(Resource app) {
    Resource imported =
        journey.importArchive(
            app,
            SourceArchive.MEDIA_TYPE,
            SourceArchive.publish(
                SourceFiles.of(Samples.tiny(folder.resolve("app"), "Often killed")), bytes -> {}),
            Map.of());
    Resource spec = journey.approve(journey.specOf(app, journey.imported(imported)));
    Resource environment = journey.environmentOrNew(app, "production");
    journey.deployed(journey.deploy(app, environment, spec));
    Await.until("there is a first backup", () -> !journey.backups(app).isEmpty());
    journey.verified(journey.backups(app).getFirst());
    return journey.api().get("/environments/" + environment.id());
  }

  private void fill(String database) throws SQLException {
    try (var connection = stack.database("postgres-apps", database).connect();
        var statement = connection.createStatement()) {
      statement.execute(
          "select set_config('role', pg_get_userbyid(datdba), false) from pg_database where datname = current_database()");
      statement.execute(SLOW_AND_LARGE);
    }
  }

  private List<String> rows(String database) throws SQLException {
    return stack.column(
        "postgres-apps",
        database,
        "select count(*) from public.visits union all select count(*) from public.noise");
  }
}
