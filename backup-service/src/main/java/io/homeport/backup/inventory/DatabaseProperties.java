package io.homeport.backup.inventory;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What it takes to create a database like it; dumps of one database leave this out.
 *
 * @param icuLocale empty where the operating system's collations are used
 */
public record DatabaseProperties(
    String name,
    String owner,
    String encoding,
    String collation,
    String characterType,
    Optional<String> icuLocale,
    List<Setting> settings,
    List<Grant> grants) {

  public DatabaseProperties {
    settings = List.copyOf(settings);
    grants = List.copyOf(grants);
  }

  /** Those of the database that the connection is to. */
  public static DatabaseProperties of(Connection connection) throws SQLException {
    return new Catalogue(connection).properties();
  }

  /** A setting of the database, or of one role in it. Values may be secret. */
  public record Setting(Optional<String> role, String key, String value) {
    @Override
    public String toString() {
      return "Setting[" + role.orElse("all") + ", " + key + "]";
    }
  }

  /**
   * A privilege on the database.
   *
   * @param role empty for everybody
   */
  public record Grant(Optional<String> role, String privilege, boolean grantable) {}
}
