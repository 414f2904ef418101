package io.homeport.messaging;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Looks into, and meddles with, the database behind the code under test. */
@ApplicationScoped
public class Rows {

  @Inject AgroalDataSource source;

  /** The first column of every row, seen across organizations. */
  public List<String> column(String sql, Object... parameters) {
    return as("*", sql, parameters);
  }

  /** The first column of every row that one organization, or nobody, sees. */
  List<String> as(String scope, String sql, Object... parameters) {
    try (Connection connection = scoped(scope);
        PreparedStatement statement = prepare(connection, sql, parameters);
        ResultSet rows = statement.executeQuery()) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  public int change(String sql, Object... parameters) {
    try (Connection connection = scoped("*");
        PreparedStatement statement = prepare(connection, sql, parameters)) {
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A connection whose session sees one scope. The caller closes it. */
  Connection scoped(String scope) throws SQLException {
    Connection connection = source.getConnection();
    try (PreparedStatement statement =
        connection.prepareStatement("select set_config('homeport.organization', ?, false)")) {
      statement.setString(1, scope);
      statement.execute();
    }
    return connection;
  }

  private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }
}
