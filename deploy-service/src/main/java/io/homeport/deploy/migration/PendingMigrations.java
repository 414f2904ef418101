package io.homeport.deploy.migration;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells what a database lacks of a snapshot's migrations. */
public final class PendingMigrations {

  /**
   * @param owner connected as the owner of the environment's database
   * @return names of the files that were not applied yet, in the order in which they apply
   */
  public static List<String> of(Connection owner, List<MigrationFile> files) throws SQLException {
    Set<String> recorded = new HashSet<>();
    try (var query = owner.createStatement();
        ResultSet rows =
            query.executeQuery("select version from supabase_migrations.schema_migrations")) {
      while (rows.next()) {
        recorded.add(rows.getString(1));
      }
    }
    return files.stream()
        .filter(file -> !recorded.contains(file.version()))
        .map(MigrationFile::name)
        .toList();
  }

  private PendingMigrations() {}
}
