package io.homeport.deploy.environment;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * The PostgreSQL cluster that holds the databases of deployed apps.
 *
 * @param user a superuser
 */
public record AppsCluster(String host, int port, String user, String password) {
  private static final String MAINTENANCE_DATABASE = "postgres";

  /** Connects as the superuser; for provisioning alone. */
  Connection asSuperuser() throws SQLException {
    return asSuperuser(MAINTENANCE_DATABASE);
  }

  /** What an app has made in a schema of its own is not found here by an unqualified name. */
  Connection asSuperuser(String database) throws SQLException {
    return connect(database, user, password, "-c search_path=pg_catalog");
  }

  /** Connects as an environment's owner: what runs there can do no more than the app. */
  public Connection asOwner(String database, String owner, String ownerPassword)
      throws SQLException {
    return connect(database, owner, ownerPassword, "");
  }

  /** What the app's own runtime connects with. */
  public String url(String database, String owner, String ownerPassword) {
    return "postgres://%s:%s@%s:%d/%s".formatted(owner, ownerPassword, host, port, database);
  }

  private Connection connect(String database, String as, String secret, String options)
      throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", as);
    properties.setProperty("password", secret);
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("ApplicationName", "homeport-deploy");
    properties.setProperty("options", options);
    // Statements of apps are sent as they are: question marks in them are no parameters.
    properties.setProperty("preferQueryMode", "extendedForPrepared");
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s".formatted(host, port, database), properties);
  }

  @Override
  public String toString() {
    return "AppsCluster[" + host + ":" + port + "]";
  }
}
