package io.homeport.backup.inventory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Queries that are long enough for a file of their own. */
final class SqlText {

  static String of(String name) {
    try (var in = SqlText.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the query " + name + " is not packaged");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private SqlText() {}
}
