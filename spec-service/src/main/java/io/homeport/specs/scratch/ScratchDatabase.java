package io.homeport.specs.scratch;

import io.homeport.specs.catalogue.Catalogue;
import io.homeport.specs.catalogue.CatalogueReader;
import io.homeport.specs.sql.SqlFile;
import java.sql.SQLException;
import java.util.List;

/** A throwaway database with an app's migrations in it, for as long as it is looked at. */
public final class ScratchDatabase implements AutoCloseable {

  private final ScratchServer server;

  private ScratchDatabase(ScratchServer server) {
    this.server = server;
  }

  /**
   * Makes a database that has the Supabase prelude and nothing else.
   *
   * @throws ScratchFailed if PostgreSQL cannot be started here
   */
  public static ScratchDatabase create(ScratchSettings settings) {
    return new ScratchDatabase(ScratchServer.start(settings));
  }

  /** Applies migrations, as far as they apply. */
  public MigrationReport migrate(List<SqlFile> migrations, Limits limits) {
    return Migrations.apply(server, migrations, limits);
  }

  /** Reads what the migrations have made. */
  public Catalogue catalogue() {
    try (var connection = server.connect()) {
      return CatalogueReader.read(connection);
    } catch (SQLException cause) {
      throw new ScratchFailed("The catalogue cannot be read: " + cause.getMessage(), cause);
    }
  }

  /**
   * Opens the database for trials. Nothing else may use it meanwhile.
   *
   * @throws ScratchFailed if the server is gone or cannot be reached
   */
  public Trials trials(Limits limits) {
    return Trials.open(server, limits);
  }

  @Override
  public void close() {
    server.close();
  }
}
