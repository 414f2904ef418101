package io.homeport.deploy.migration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.local.postgres.DatabaseAddress;
import io.homeport.testkit.SharedServices;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UndeclaredBucketsTest {
  private static final String DOCUMENT =
      """
      {"deployment": {"buckets": [
        {"name": "avatars", "isPublic": false, "declared": false},
        {"name": "logos", "isPublic": true, "declared": false},
        {"name": "made-by-a-migration", "isPublic": true, "declared": true},
        {"name": "../../etc", "isPublic": true, "declared": false}]}}
      """;

  private DatabaseAddress database;

  @BeforeEach
  void makeDatabase() {
    database = SharedServices.get().createDatabase("buckets");
  }

  @AfterEach
  void dropDatabase() {
    SharedServices.get().dropDatabase(database);
  }

  @Test
  void what_the_app_uses_and_no_migration_makes_is_made_once() throws SQLException {
    // Given
    var buckets = UndeclaredBuckets.in(DOCUMENT.getBytes(UTF_8));
    try (Connection owner = database.connect()) {
      owner
          .createStatement()
          .execute(
              "create schema storage; create table storage.buckets"
                  + " (id text primary key, name text not null unique, public boolean)");

      // When
      owner.setAutoCommit(false);
      List<String> first = buckets.make(owner);
      owner.rollback();
      List<String> second = buckets.make(owner);

      // Then
      assertThat(first)
          .containsExactly(
              "The app uses the private bucket avatars, which no migration makes: it was made.",
              "The app uses the public bucket logos, which no migration makes: it was made.");
      assertThat(second).isEmpty();
      assertThat(rows(owner)).containsExactly("avatars false", "logos true");
    }
  }

  @Test
  void a_bucket_that_is_there_stays_as_it_is() throws SQLException {
    // Given
    try (Connection owner = database.connect()) {
      owner
          .createStatement()
          .execute(
              "create schema storage; create table storage.buckets"
                  + " (id text primary key, name text not null unique, public boolean);"
                  + " insert into storage.buckets values ('logos', 'logos', false)");

      // When
      UndeclaredBuckets.in(DOCUMENT.getBytes(UTF_8)).make(owner);

      // Then
      assertThat(rows(owner)).containsExactly("avatars false", "logos false");
    }
  }

  @Test
  void a_database_without_storage_is_left_alone() throws SQLException {
    try (Connection owner = database.connect()) {
      assertThat(UndeclaredBuckets.in(DOCUMENT.getBytes(UTF_8)).make(owner)).isEmpty();
    }
  }

  private static List<String> rows(Connection owner) throws SQLException {
    var found = new ArrayList<String>();
    try (var rows =
        owner
            .createStatement()
            .executeQuery("select id, public from storage.buckets order by id")) {
      while (rows.next()) {
        found.add(rows.getString(1) + " " + rows.getBoolean(2));
      }
    }
    return found;
  }
}
