package io.homeport.specs.catalogue;

import io.homeport.specs.catalogue.Catalogue.Relation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads the rows of a query into values. */
final class Rows {

  private final Connection connection;

  Rows(Connection connection) {
    this.connection = connection;
  }

  /** Makes a value of one row. */
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  <T> List<T> of(String sql, Reader<T> reader) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var values = new ArrayList<T>();
      while (rows.next()) {
        values.add(reader.read(rows));
      }
      return List.copyOf(values);
    }
  }

  /** An array of text; NULL is an empty list, and so is what stands for NULL in it. */
  static List<String> list(ResultSet row, String column) throws SQLException {
    var array = row.getArray(column);
    if (array == null) {
      return List.of();
    }
    var values = new ArrayList<String>();
    for (var value : (Object[]) array.getArray()) {
      if (value != null) {
        values.add(value.toString());
      }
    }
    return List.copyOf(values);
  }

  static Relation relation(ResultSet row) throws SQLException {
    return new Relation(row.getString("schema"), row.getString("relation"));
  }
}
