package io.homeport.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.local.FreePorts;
import io.homeport.local.RunningPart;
import io.homeport.local.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@TestMethodOrder(MethodOrderer.MethodName.class)
class PostgresClusterTest {
  @TempDir static Path folder;
  static PostgresCluster cluster;
  static RunningPart<PostgresCluster> running;

  @BeforeAll
  static void start() throws IOException {
    // The server's own user, where we are root, has to get through.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    cluster =
        new PostgresCluster(
            "postgres",
            PostgresBinaries.require(),
            folder.resolve("cluster"),
            FreePorts.one(),
            new Secret("it's the password"),
            folder.resolve("postgres.log"),
            PostgresCluster.Durability.SERVER_CRASH_ONLY,
            20,
            databases -> {
              databases.role("app", new Secret("app's"), Databases.Power.ORDINARY);
              databases.database("app", "app", new Secret("app's"));
            });
    running = RunningPart.start(cluster);
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @Test
  void a_wrong_password_is_refused() {
    var wrong =
        new DatabaseAddress(
            "127.0.0.1",
            cluster.port(),
            "postgres",
            PostgresCluster.SUPERUSER,
            new Secret("wrong"));

    assertThatThrownBy(wrong::connect).hasMessageContaining("password authentication failed");
  }

  @Test
  void it_listens_on_loopback_and_has_no_unix_socket() throws SQLException {
    assertThat(setting("listen_addresses")).isEqualTo("127.0.0.1");
    assertThat(setting("unix_socket_directories")).isEmpty();
  }

  @Test
  void passwords_are_kept_as_scram() throws SQLException {
    assertThat(one("select rolpassword from pg_authid where rolname = 'app'"))
        .startsWith("SCRAM-SHA-256$");
  }

  @Test
  void what_was_committed_survives_a_kill_and_its_contents_are_seen_to_again() throws SQLException {
    try (var connection = cluster.superuser().in("app").connect();
        var statement = connection.createStatement()) {
      statement.execute("create table note as select 'kept' as body");
      statement.execute("alter role app password 'forgotten'");
    }

    running.crash();
    running.restart();

    assertThat(one("select body from note")).isEqualTo("kept");
    try (var connection =
        new DatabaseAddress("127.0.0.1", cluster.port(), "app", "app", new Secret("app's"))
            .connect()) {
      assertThat(connection.isValid(1)).isTrue();
    }
  }

  @Test
  void a_roles_database_is_closed_to_others() throws SQLException {
    cluster.databases().role("other", new Secret("other"), Databases.Power.ORDINARY);
    var other =
        new DatabaseAddress("127.0.0.1", cluster.port(), "app", "other", new Secret("other"));

    assertThatThrownBy(other::connect).hasMessageContaining("permission denied for database");
  }

  private static String setting(String name) throws SQLException {
    return one("select current_setting('" + name + "')");
  }

  private static String one(String query) throws SQLException {
    try (var connection = cluster.superuser().in("app").connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
