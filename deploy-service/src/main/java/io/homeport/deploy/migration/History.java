package io.homeport.deploy.migration;

import io.homeport.contracts.Digest;
import io.homeport.deploy.migration.MigrationReport.FailedStatement;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was applied to a database: the migrations, where Supabase's tools keep them, and beside them
 * what they took away. Both move with the database's backups.
 */
final class History {
  private static final String RECORD =
      "insert into supabase_migrations.schema_migrations (version, name, statements)"
          + " values (?, ?, array[?])";
  private static final String CONTRACTIONS =
      """
      create table if not exists supabase_migrations.contractions (
        id bigint generated always as identity primary key, migration text not null, what text not null,
        unique (migration, what));
      revoke all on supabase_migrations.contractions from public;
      """;

  /** The owner may write here what he likes: more than anybody needs is not read. */
  private static final int MOST_ROWS = 20_000;

  private final Connection owner;

  /** A snapshot's files beside what was applied. */
  record Compared(
      List<MigrationFile> pending, int known, List<String> edited, List<String> vanished) {

    MigrationReport report(
        List<String> applied,
        int statements,
        List<FailedStatement> failed,
        List<Contraction> contractions) {
      return new MigrationReport(
          applied, known, edited, vanished, statements, failed, contractions);
    }
  }

  History(Connection owner) throws SQLException {
    this.owner = owner;
    try (var create = owner.createStatement()) {
      create.execute(CONTRACTIONS);
    }
    owner.commit();
  }

  Compared compare(List<MigrationFile> files) throws SQLException {
    Map<String, String> recorded = recorded();
    Set<String> versions = files.stream().map(MigrationFile::version).collect(Collectors.toSet());
    List<MigrationFile> known =
        files.stream().filter(file -> recorded.containsKey(file.version())).toList();
    return new Compared(
        files.stream().filter(file -> !recorded.containsKey(file.version())).toList(),
        known.size(),
        known.stream()
            .filter(file -> !digest(file).equals(recorded.get(file.version())))
            .map(MigrationFile::name)
            .toList(),
        recorded.keySet().stream().filter(version -> !versions.contains(version)).toList());
  }

  /**
   * In the transaction that applied it, or its last statement.
   *
   * @param contractions what it and others take away
   */
  void record(MigrationFile file, List<Contraction> contractions) throws SQLException {
    try (PreparedStatement insert = owner.prepareStatement(RECORD)) {
      insert.setString(1, file.version());
      insert.setString(2, file.name());
      insert.setString(3, file.sql());
      insert.executeUpdate();
    }
    for (Contraction each : contractions) {
      if (each.migration().equals(file.version())) {
        keep(each);
      }
    }
  }

  private void keep(Contraction contraction) throws SQLException {
    try (PreparedStatement insert =
        owner.prepareStatement(
            "insert into supabase_migrations.contractions (migration, what) values (?, ?)"
                + " on conflict do nothing")) {
      insert.setString(1, contraction.migration());
      insert.setString(2, contraction.what());
      insert.executeUpdate();
    }
  }

  List<Contraction> contractions() throws SQLException {
    var contractions = new ArrayList<Contraction>();
    try (var query = owner.createStatement();
        ResultSet rows =
            query.executeQuery(
                "select left(migration, 200), left(what, 500)"
                    + " from supabase_migrations.contractions order by id limit "
                    + MOST_ROWS)) {
      while (rows.next()) {
        contractions.add(new Contraction(rows.getString(1), rows.getString(2)));
      }
    }
    return contractions;
  }

  private static String digest(MigrationFile file) {
    return Digest.of(file.sql().getBytes(StandardCharsets.UTF_8)).hex();
  }

  /** Version → digest of what was applied. */
  private Map<String, String> recorded() throws SQLException {
    var recorded = new LinkedHashMap<String, String>();
    try (var query = owner.createStatement();
        ResultSet rows =
            query.executeQuery(
                "select left(version, 200), encode(sha256(convert_to("
                    + "coalesce(array_to_string(statements, ''), ''), 'UTF8')), 'hex')"
                    + " from supabase_migrations.schema_migrations order by version limit "
                    + MOST_ROWS)) {
      while (rows.next()) {
        recorded.put(rows.getString(1), rows.getString(2));
      }
    }
    return recorded;
  }
}
