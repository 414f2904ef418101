package io.homeport.backup.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CopyDataTest {

  private static final String AROUND =
      """
      --
      -- PostgreSQL database dump
      --
      SET client_encoding = 'UTF8';

      COPY public.orders (id, "odd ""name", "two
      lines", "a, b") FROM stdin;
      %s\\.


      -- complete
      """;

  @Test
  void rows_are_taken_out_of_the_script_however_they_come() throws Exception {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      rows.append(i).append("\t\\N\t").append("x".repeat(i % 97)).append("\\n\t\\\\.\n");
    }
    var data = new CopyData(trickling(AROUND.formatted(rows)));

    String read = new String(data.readAllBytes(), StandardCharsets.UTF_8);

    assertThat(read).isEqualTo(rows.toString());
    assertThat(data.rows()).isEqualTo(5_000);
    assertThat(data.columns()).containsExactly("id", "odd \"name", "two\nlines", "a, b");
  }

  @Test
  void a_table_without_rows_has_none() throws Exception {
    var data = new CopyData(trickling(AROUND.formatted("")));

    assertThat(data.readAllBytes()).isEmpty();
    assertThat(data.rows()).isZero();
  }

  @Test
  void rows_that_are_cut_off_are_no_rows() throws Exception {
    var data = new CopyData(trickling("COPY public.t (a) FROM stdin;\n1\n2\n"));

    assertThatThrownBy(data::readAllBytes).isInstanceOf(EOFException.class);
  }

  /** A few bytes at a time. */
  private static InputStream trickling(String text) {
    var random = new Random(7);
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
      @Override
      public int read(byte[] target, int offset, int count) {
        return super.read(target, offset, Math.min(count, 1 + random.nextInt(900)));
      }
    };
  }
}
