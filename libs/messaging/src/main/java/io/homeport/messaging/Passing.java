package io.homeport.messaging;

import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Tells failures that pass by themselves from those that do not. */
final class Passing {

  /**
   * SQLSTATE classes: connection, transaction rollback, insufficient resources, operator
   * intervention.
   *
   * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error
   *     codes</a>
   */
  private static final List<String> PASSING_CLASSES = List.of("08", "40", "53", "57", "25");

  static boolean is(Throwable failure) {
    for (Throwable each = failure; each != null; each = next(each)) {
      if (each instanceof IOException || each instanceof TimeoutException) {
        return true;
      }
      if (each instanceof PgException database && passing(database.getSqlState())) {
        return true;
      }
      if (each instanceof SQLException database && passing(database.getSQLState())) {
        return true;
      }
      String message = each.getMessage();
      if (message != null && message.contains("Connection is closed")) {
        return true;
      }
    }
    return false;
  }

  private static boolean passing(@Nullable String state) {
    return state != null && PASSING_CLASSES.stream().anyMatch(state::startsWith);
  }

  private static @Nullable Throwable next(Throwable each) {
    return each.getCause() == each ? null : each.getCause();
  }

  private Passing() {}
}
