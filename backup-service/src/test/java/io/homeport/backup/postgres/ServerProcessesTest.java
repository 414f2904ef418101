package io.homeport.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.backup.AppsCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Priorities of a real server's processes. */
class ServerProcessesTest {

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
  void what_works_for_a_backup_lets_the_app_go_first() throws Exception {
    Login superuser = apps.superuser();
    String database = apps.databases().workshopDatabase();
    String address = "jdbc:postgresql://127.0.0.1:%d/%s".formatted(superuser.port(), database);
    try (Connection backup = superuser.openPinned(database);
        Connection app =
            DriverManager.getConnection(address, superuser.user(), superuser.password().reveal())) {
      int before = niceness(app);

      ServerProcesses.letOthersGoFirst(superuser, database);

      assertThat(niceness(backup)).isEqualTo(19);
      assertThat(niceness(app)).isEqualTo(before);
    }
  }

  /**
   * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat</a>
   */
  private static int niceness(Connection connection) throws SQLException, IOException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      String stat = Files.readString(Path.of("/proc", row.getString(1), "stat"));
      return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16]);
    }
  }
}
