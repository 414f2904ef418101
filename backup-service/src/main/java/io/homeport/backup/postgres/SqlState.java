package io.homeport.backup.postgres;

import java.sql.SQLException;

/**
 * How PostgreSQL tells what went wrong.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">error codes</a>
 */
public enum SqlState {
  NO_SUCH_DATABASE("3D000");

  private final String code;

  SqlState(String code) {
    this.code = code;
  }

  /** Whether it is this that went wrong. */
  public boolean is(SQLException failure) {
    return code.equals(failure.getSQLState());
  }
}
