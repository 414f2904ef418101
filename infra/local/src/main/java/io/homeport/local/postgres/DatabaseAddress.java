package io.homeport.local.postgres;

import io.homeport.local.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

/** Where a database is, and as whom to connect. */
public record DatabaseAddress(
    String host, int port, String database, String user, Secret password) {
  private static final String CONNECT_SECONDS = "2";

  /** Without user and password. */
  public String jdbcUrl() {
    return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
  }

  /** For the reactive driver, without user and password. */
  public String reactiveUrl() {
    return "postgresql://%s:%d/%s".formatted(host, port, database);
  }

  public DatabaseAddress in(String otherDatabase) {
    return new DatabaseAddress(host, port, otherDatabase, user, password);
  }

  public Connection connect() throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password.reveal());
    properties.setProperty("connectTimeout", CONNECT_SECONDS);
    properties.setProperty("loginTimeout", CONNECT_SECONDS);
    // The driver itself, not DriverManager: that one knows only drivers of its caller's class
    // loader.
    Connection connection = new org.postgresql.Driver().connect(jdbcUrl(), properties);
    if (connection == null) {
      throw new SQLException("The PostgreSQL driver does not take " + jdbcUrl());
    }
    return connection;
  }
}
