package io.homeport.specs.scratch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Turns an empty database into what Supabase's migrations expect. Roles and stand-ins for
 * extensions are the files of the runtime that apps get ({@code runtimes/supabase/sql}), so that
 * what a migration does here it does there.
 */
final class Prelude {

  private static final List<String> BEFORE =
      List.of("runtime/cluster.sql", "1-roles.sql", "2-auth.sql", "3-storage.sql");

  /**
   * In the order in which the runtime applies them. As there, the owner of the app's objects owns
   * them: the superuser owns no function that runs with its owner's rights, and migrations may put
   * triggers on these tables.
   */
  static final List<String> STAND_INS =
      List.of(
          "cron.sql",
          "net.sql",
          "vault.sql",
          "pgmq.sql",
          "realtime.sql",
          "supabase-functions.sql",
          "supabase-migrations.sql",
          "graphql.sql");

  private static final List<String> AFTER = List.of("4-vault.sql", "5-vector.sql");

  private Prelude() {}

  static void apply(ScratchServer server) throws SQLException {
    try (var connection = server.connectAsSuperuser("postgres")) {
      run(connection, "create database " + ScratchServer.DATABASE);
      // On Supabase every database may be connected to; here only the one that is thrown away.
      run(connection, "revoke connect on database postgres, template1 from public");
    }
    try (var connection = server.connectAsSuperuser(ScratchServer.DATABASE)) {
      for (String file : BEFORE) {
        run(connection, read(file));
      }
      run(connection, "set role " + ScratchServer.MIGRATOR);
      for (String file : STAND_INS) {
        run(connection, read("runtime/stand-ins/" + file));
      }
      run(connection, "reset role");
      for (String file : AFTER) {
        run(connection, read(file));
      }
      run(
          connection,
          "alter role %s password '%s'"
              .formatted(ScratchServer.MIGRATOR, server.migratorPassword()));
      run(
          connection,
          "alter role %s login password '%s'".formatted(ScratchServer.API, server.apiPassword()));
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  private static String read(String file) {
    try (var stream = Prelude.class.getResourceAsStream("/prelude/" + file)) {
      if (stream == null) {
        throw new IllegalStateException("The resource prelude/" + file + " is missing.");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException cause) {
      throw new UncheckedIOException("The resource prelude/" + file + " cannot be read", cause);
    }
  }
}
