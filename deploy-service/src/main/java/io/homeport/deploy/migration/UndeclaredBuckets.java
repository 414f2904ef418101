package io.homeport.deploy.migration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Storage buckets that an app uses and no migration makes: its builder made them by hand, or by a
 * tool of its own.
 */
public record UndeclaredBuckets(List<Bucket> all) {

  /**
   * @param isPublic whether anybody who knows an address can read the file
   */
  public record Bucket(String name, boolean isPublic) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME = Pattern.compile("[\\w][\\w .-]{0,99}");
  private static final String MAKE =
      "insert into storage.buckets (id, name, public) values (?, ?, ?) on conflict do nothing";

  public UndeclaredBuckets {
    all = List.copyOf(all);
  }

  /**
   * Reads a spec's document.
   *
   * @throws IllegalStateException if it is no JSON
   */
  public static UndeclaredBuckets in(byte[] document) {
    try {
      var buckets = new ArrayList<Bucket>();
      for (JsonNode each : JSON.readTree(document).path("deployment").path("buckets")) {
        String name = each.path("name").asText();
        if (!each.path("declared").asBoolean(true) && NAME.matcher(name).matches()) {
          buckets.add(new Bucket(name, each.path("isPublic").asBoolean()));
        }
      }
      return new UndeclaredBuckets(buckets);
    } catch (IOException e) {
      throw new IllegalStateException("a stored spec is not in its form", e);
    }
  }

  /**
   * Makes those that are not there; what is there stays as it is.
   *
   * @return a line for each that was made
   */
  public List<String> make(Connection owner) throws SQLException {
    var made = new ArrayList<String>();
    if (all.isEmpty() || !hasStorage(owner)) {
      return made;
    }
    try (var insert = owner.prepareStatement(MAKE)) {
      for (Bucket bucket : all) {
        insert.setString(1, bucket.name());
        insert.setString(2, bucket.name());
        insert.setBoolean(3, bucket.isPublic());
        if (insert.executeUpdate() > 0) {
          made.add(
              "The app uses the %s bucket %s, which no migration makes: it was made."
                  .formatted(bucket.isPublic() ? "public" : "private", bucket.name()));
        }
      }
    }
    if (!owner.getAutoCommit()) {
      owner.commit();
    }
    return made;
  }

  private static boolean hasStorage(Connection owner) throws SQLException {
    try (var query = owner.createStatement();
        var row =
            query.executeQuery("select pg_catalog.to_regclass('storage.buckets') is not null")) {
      return row.next() && row.getBoolean(1);
    }
  }
}
