package io.homeport.specs.scratch;

/** Why a statement of a migration does not apply to a fresh database. */
public enum FailureClass {
  /** It builds on something that no migration makes: the live database was changed elsewhere. */
  MISSING_BASELINE,
  /** It needs rows that only the live database has. */
  DATA_DEPENDENT,
  /** It applied, but only after a later file had: the files are not in order. */
  OUT_OF_ORDER,
  /** What it makes is there already. */
  DUPLICATE,
  /** It is no valid SQL for PostgreSQL. */
  JUNK,
  /** It needs an extension or a right that the throwaway database does not give. */
  NOT_AVAILABLE,
  /** It took longer, or more disk, than it may. */
  LIMIT;

  /** By SQLSTATE, then by what the message says where one state covers several classes. */
  static FailureClass of(String sqlState, String message) {
    return switch (sqlState) {
      case "42P01", "42704", "42703", "3F000", "42P10" -> MISSING_BASELINE;
      case "42883" -> message.startsWith("operator does not exist") ? JUNK : MISSING_BASELINE;
      case "42P07", "42710", "42701", "42723", "42P06", "42P16", "23505", "42P04" -> DUPLICATE;
      case "23503", "23502", "23514", "P0001", "P0002", "23P01", "P0004" -> DATA_DEPENDENT;
      case "42501", "0A000", "58P01", "55000", "22023" -> NOT_AVAILABLE;
      case "57014", "57P01", "53100", "53200", "53400", "54000", "54001" -> LIMIT;
      default -> JUNK;
    };
  }
}
