package io.homeport.specs.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.local.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PreludeTest {
  private static final Pattern STAND_IN = Pattern.compile("\"stand-ins/([a-z-]+)\"");

  @Test
  void the_stand_ins_are_the_runtimes_in_its_order() throws IOException {
    // Given
    String schema =
        Files.readString(Checkout.find().root().resolve("runtimes/supabase/src/schema.mjs"));

    // Then
    assertThat(Prelude.STAND_INS)
        .isNotEmpty()
        .isEqualTo(
            STAND_IN.matcher(schema).results().map(match -> match.group(1) + ".sql").toList());
  }

  @Test
  void a_queue_behaves_as_it_does_in_the_app() throws SQLException {
    try (var server = Scratch.server();
        var migrations = server.connect();
        var statement = migrations.createStatement()) {
      // Given
      statement.execute("select pgmq.create('emails')");
      statement.execute("select pgmq.send_batch('emails', array['1', '2']::jsonb[])");

      // When
      statement.execute("select pgmq.read('emails', 30, 1)");

      // Then
      assertThat(values(server, "select message::text from pgmq.read('emails', 30, 10)"))
          .as("what was read is not seen by others for a while")
          .containsExactly("2");
    }
  }

  @Test
  void nothing_runs_with_the_superusers_rights() throws SQLException {
    try (var server = Scratch.server()) {
      assertThat(
              values(
                  server,
                  """
                  select p.oid::regprocedure::text from pg_proc p join pg_roles r on r.oid = p.proowner
                  where p.prosecdef and r.rolsuper
                  """))
          .isEmpty();
    }
  }

  private static List<String> values(ScratchServer server, String query) throws SQLException {
    try (var connection = server.connect();
        var rows = connection.createStatement().executeQuery(query)) {
      var values = new ArrayList<String>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }
}
