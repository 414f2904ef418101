package io.homeport.deploy.migration.stepping;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far a migration has come whose statements are not one transaction. It is kept in the
 * environment's own database, so that it is never behind or ahead of what was done, and where
 * nobody but the owner looks.
 */
public final class Progress {
  private static final String TABLE =
      """
      create table if not exists supabase_migrations.live_statements (
        version text not null, statement int not null, digest text not null, plan text,
        step int not null default 0, position text, done boolean not null default false,
        primary key (version, statement));
      revoke all on supabase_migrations.live_statements from public;
      """;

  /** The owner may write here what he likes: more than plans come to is not read. */
  private static final int MOST_CHARACTERS = 8 << 20;

  private static final int ROW_CHARACTERS = 200;

  private final Connection owner;

  /**
   * A statement that was begun.
   *
   * @param digest of its text, which may have changed since
   * @param plan null for one that is run as it is
   * @param step the next one of the plan
   * @param position how far that step is; null at its beginning
   */
  public record Begun(
      String digest, @Nullable Plan plan, int step, @Nullable String position, boolean done) {}

  public Progress(Connection owner) throws SQLException {
    this.owner = owner;
    try (var create = owner.createStatement()) {
      create.execute(TABLE);
    }
    owner.commit();
  }

  /** What was begun of a migration, by the statements' numbers. */
  public Map<Integer, Begun> of(String version) throws SQLException {
    var begun = new HashMap<Integer, Begun>();
    try (PreparedStatement query =
        owner.prepareStatement(
            "select statement, left(digest, 200), left(plan, %d), step, left(position, 10000), done"
                    .formatted(MOST_CHARACTERS)
                + " from supabase_migrations.live_statements where version = ?")) {
      query.setString(1, version);
      query.setFetchSize(1);
      int characters = 0;
      for (ResultSet row = query.executeQuery(); row.next(); ) {
        String plan = row.getString(3);
        characters += ROW_CHARACTERS + (plan == null ? 0 : plan.length());
        if (characters > MOST_CHARACTERS) {
          throw new SQLException(
              "supabase_migrations.live_statements holds more than anything here wrote; remove what is"
                  + " not a migration's",
              "54000");
        }
        begun.put(
            row.getInt(1),
            new Begun(
                row.getString(2),
                plan == null ? null : Plan.read(plan),
                row.getInt(4),
                row.getString(5),
                row.getBoolean(6)));
      }
    }
    return begun;
  }

  void begin(String version, int statement, String digest, Plan plan) throws SQLException {
    update(
        "insert into supabase_migrations.live_statements (version, statement, digest, plan)"
            + " values (?, ?, ?, ?)",
        version,
        statement,
        digest,
        plan.json());
  }

  /** In the transaction that runs the statement. */
  public void done(String version, int statement, String digest) throws SQLException {
    update(
        "insert into supabase_migrations.live_statements (version, statement, digest, done)"
            + " values (?, ?, ?, true) on conflict (version, statement) do update set done = true",
        version,
        statement,
        digest);
  }

  void at(String version, int statement, int step, @Nullable String position) throws SQLException {
    update(
        "update supabase_migrations.live_statements set step = ?, position = ?"
            + " where version = ? and statement = ?",
        step,
        position,
        version,
        statement);
  }

  void forget(String version, int statement) throws SQLException {
    update(
        "delete from supabase_migrations.live_statements where version = ? and statement = ?",
        version,
        statement);
  }

  /** In the transaction that records the migration as applied. */
  public void forget(String version) throws SQLException {
    update("delete from supabase_migrations.live_statements where version = ?", version);
  }

  private void update(String sql, @Nullable Object... values) throws SQLException {
    try (PreparedStatement update = owner.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        update.setObject(i + 1, values[i]);
      }
      update.executeUpdate();
    }
  }
}
