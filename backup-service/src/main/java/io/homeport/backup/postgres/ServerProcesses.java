package io.homeport.backup.postgres;

import io.homeport.processes.Command;
import io.homeport.processes.ProcessException;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The processes in which a server works for backups. PostgreSQL knows no priorities, the operating
 * system does: with the lowest one, what an app asks of the same server is answered first.
 */
public final class ServerProcesses {

  private static final String OURS =
      "select pid from pg_stat_activity where application_name = ? and datname = ?";

  /**
   * Has all that works for backups of a database on this machine let everything else go first. Does
   * nothing where the server is elsewhere, or its processes are not ours to slow down.
   */
  public static void letOthersGoFirst(Login superuser, String database) {
    if (!isHere(superuser.host())) {
      return;
    }
    try {
      List<String> pids = pids(superuser, database);
      if (!pids.isEmpty()) {
        slowDown(pids);
      }
    } catch (SQLException | ProcessException e) {
      // The backup is taken all the same, in competition with the app.
    }
  }

  private static List<String> pids(Login superuser, String database) throws SQLException {
    var pids = new ArrayList<String>();
    try (Connection connection = superuser.open("postgres");
        var query = connection.prepareStatement(OURS)) {
      query.setString(1, Login.APPLICATION);
      query.setString(2, database);
      var rows = query.executeQuery();
      while (rows.next()) {
        if (isServerProcess(rows.getLong(1))) {
          pids.add(rows.getString(1));
        }
      }
    }
    return pids;
  }

  /** What is not allowed to us stays as it is. */
  private static void slowDown(List<String> pids) {
    Processes.run(Command.of("renice", "--priority", "19", "--pid").plus(pids));
  }

  private static boolean isHere(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (IOException unknown) {
      return false;
    }
  }

  /** A server behind a tunnel has processes of its own, whose numbers mean others here. */
  private static boolean isServerProcess(long pid) {
    try {
      String title =
          Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.UTF_8);
      return title.startsWith("postgres:");
    } catch (IOException goneOrNoProc) {
      return false;
    }
  }

  private ServerProcesses() {}
}
