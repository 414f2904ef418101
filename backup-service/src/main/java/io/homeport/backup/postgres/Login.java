package io.homeport.backup.postgres;

import io.homeport.processes.Command;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.postgresql.Driver;

/** Who logs in to which server. */
public record Login(String host, int port, String user, Secret password) {

  /** What our sessions call themselves. */
  static final String APPLICATION = "homeport-backup";

  private static final int CONNECT_LIMIT_SECONDS = 10;

  /**
   * What everybody who reads a database for comparison sets, so that equal rows have equal texts
   * and equal definitions, whatever the database or the role has set for itself.
   */
  private static final List<String> PINNED =
      List.of(
          "search_path = ''",
          "row_security = off",
          "timezone = 'UTC'",
          "datestyle = 'ISO, YMD'",
          "intervalstyle = 'iso_8601'",
          "extra_float_digits = 3",
          "bytea_output = 'hex'",
          "quote_all_identifiers = off",
          "jit = off",
          "max_parallel_workers_per_gather = 0",
          "statement_timeout = 0",
          "lock_timeout = '30s'",
          "idle_in_transaction_session_timeout = 0");

  /**
   * A relation read by its name may have been swapped for a view since its name was read. Servers
   * since 12.20, 13.16, 14.13, 15.8 and 16.4 can refuse that.
   *
   * @see <a href="https://www.postgresql.org/support/security/CVE-2024-7348/">CVE-2024-7348</a>
   */
  private static final String NO_VIEW_IN_PLACE_OF_A_TABLE =
      "select pg_catalog.set_config(name, 'view, foreign-table', false)"
          + " from pg_catalog.pg_settings where name = 'restrict_nonsystem_relation_kind'";

  /** The same server as somebody else. */
  public Login as(String otherUser, Secret otherPassword) {
    return new Login(host, port, otherUser, otherPassword);
  }

  /** A connection that autocommits. */
  public Connection open(String database) throws SQLException {
    var properties = new Properties();
    properties.setProperty("PGHOST", host);
    properties.setProperty("PGPORT", Integer.toString(port));
    properties.setProperty("PGDBNAME", database);
    properties.setProperty("user", user);
    properties.setProperty("password", password.reveal());
    properties.setProperty("connectTimeout", Integer.toString(CONNECT_LIMIT_SECONDS));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("ApplicationName", APPLICATION);
    // What a customer has made in a schema of its own must never be found by an unqualified name.
    properties.setProperty("options", "-c search_path=pg_catalog");
    Connection connection = new Driver().connect("jdbc:postgresql://", properties);
    if (connection == null) {
      throw new SQLException("the driver did not accept the address " + host + ":" + port);
    }
    return connection;
  }

  /** A connection whose settings are pinned for comparison. */
  public Connection openPinned(String database) throws SQLException {
    Connection connection = open(database);
    try (var statement = connection.createStatement()) {
      for (String setting : PINNED) {
        statement.execute("set " + setting);
      }
      statement.execute(NO_VIEW_IN_PLACE_OF_A_TABLE);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** A client program that connects to this server; the password goes by its environment. */
  public Command client(
      PostgresPrograms programs, String program, Duration limit, String... arguments) {
    var all =
        Stream.concat(
                Stream.of(
                    programs.path(program).toString(),
                    "--host=" + host,
                    "--port=" + port,
                    "--username=" + user,
                    "--no-password"),
                Arrays.stream(arguments))
            .toList();
    return Command.of(all)
        .with("PGPASSWORD", password.reveal())
        .with("PGCONNECT_TIMEOUT", Integer.toString(CONNECT_LIMIT_SECONDS))
        .with("PGAPPNAME", APPLICATION)
        .redacting(password.reveal())
        .limit(limit)
        .maxOutputBytes(Long.MAX_VALUE)
        .unhurried();
  }
}
