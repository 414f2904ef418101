package io.homeport.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.backup.AppsCluster;
import java.sql.Connection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReadingRoleTest {

  private static AppsCluster apps;

  @BeforeAll
  static void start() {
    apps = new AppsCluster();
  }

  @AfterAll
  static void stop() {
    apps.close();
  }

  @Test
  void what_a_killed_process_left_is_gone_at_the_next_look_and_what_a_living_one_uses_is_not()
      throws Exception {
    // Given: with a process its sessions end, but those in which the server is busy
    String database = apps.databases().emptyDatabase();
    var killed = ReadingRole.create(apps.superuser(), database);
    try (var living = ReadingRole.create(apps.superuser(), database);
        Connection busy = killed.login().open(database);
        Connection reading = living.login().open(database)) {
      endWhoKeeps(killed);

      // When
      ReadingRole.dropLeftBehind(apps.superuser());

      // Then
      assertThat(busy.isValid(1)).isFalse();
      assertThat(reading.isValid(1)).isTrue();
      assertThat(readers()).isEqualTo(living.login().user());
    }
    assertThat(readers()).isNull();
  }

  @Test
  void every_look_removes_what_others_left() throws Exception {
    String database = apps.databases().emptyDatabase();
    endWhoKeeps(ReadingRole.create(apps.superuser(), database));

    ReadingRole.create(apps.superuser(), database).close();

    assertThat(readers()).isNull();
  }

  private static void endWhoKeeps(ReadingRole role) {
    assertThat(
            apps.databases()
                .text(
                    "postgres",
                    """
                    select bool_and(pg_terminate_backend(pid, 5000)) from pg_locks
                    where locktype = 'advisory'
                    and (classid::bigint << 32 | objid::bigint) = hashtextextended('%s', 0)
                    """
                        .formatted(role.login().user())))
        .isEqualTo("t");
  }

  private static String readers() {
    return apps.databases()
        .text(
            "postgres",
            "select string_agg(rolname, ' ') from pg_roles where starts_with(rolname, 'homeport_reading')");
  }
}
