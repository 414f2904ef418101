package io.homeport.systemtest;

import io.homeport.local.postgres.DatabaseAddress;
import io.homeport.testkit.Await;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * Stops what is done to environments in the moment in which a service is about to record a step:
 * what the step before did is recorded, and nothing of this one is. The transaction that says so
 * waits in the database until it is ended together with the service that wanted it.
 */
final class HeldSteps implements AutoCloseable {
  private static final long LOCK = 7_613;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static final String HOLD =
      """
      create schema held;
      create table held.step (environment uuid not null, step text not null);
      create function held.hold() returns trigger language plpgsql security definer as $$
      begin
        if exists (
          select from held.step each
          where each.environment = new.environment_id and each.step in (%s))
        then
          perform pg_advisory_xact_lock_shared(%d);
        end if;
        return new;
      end $$;
      create trigger hold before update on public.%s
        for each row execute function held.hold();
      """;

  /** A deployment begins a step where its checklist says so; a backup's steps are its states. */
  private static final Map<String, String> STEPS =
      Map.of(
          "deployment",
          """
          select item ->> 'step' from json_array_elements(new.checklist::json) item
          where item ->> 'state' = 'running'
          """,
          "backup",
          "new.state");

  private static final String WAITING =
      "select pid from pg_locks where locktype = 'advisory' and not granted and objid = " + LOCK;

  private final Connection holding;
  private final String table;

  private HeldSteps(Connection holding, String table) {
    this.holding = holding;
    this.table = table;
  }

  /**
   * Holds no deployment yet.
   *
   * @param deploys the database of deploy-service, as somebody who may do everything there
   */
  static HeldSteps ofDeployments(DatabaseAddress deploys) throws SQLException {
    return in(deploys, "deployment");
  }

  /**
   * Holds no backup yet.
   *
   * @param backups the database of backup-service, as somebody who may do everything there
   */
  static HeldSteps ofBackups(DatabaseAddress backups) throws SQLException {
    return in(backups, "backup");
  }

  private static HeldSteps in(DatabaseAddress database, String table) throws SQLException {
    HeldSteps held = new HeldSteps(database.connect(), table);
    held.execute(HOLD.formatted(STEPS.get(table), LOCK, table));
    held.execute("select pg_advisory_lock(" + LOCK + ")");
    return held;
  }

  /**
   * Holds them at these steps from now on, and at no others.
   *
   * @param steps one for each environment
   */
  void at(Map<String, String> steps) throws SQLException {
    holding.setAutoCommit(false);
    execute("delete from held.step");
    try (PreparedStatement hold = holding.prepareStatement("insert into held.step values (?, ?)")) {
      for (Map.Entry<String, String> each : steps.entrySet()) {
        hold.setObject(1, UUID.fromString(each.getKey()));
        hold.setString(2, each.getValue());
        hold.execute();
      }
    }
    holding.commit();
    holding.setAutoCommit(true);
  }

  void await(int environments) {
    Await.until(
        "in %d environments the steps begin where they are held".formatted(environments),
        LIMIT,
        () -> waiting() == environments);
  }

  /** Ends the transactions of a service that was killed, as its connections' end would. */
  void endTransactions() throws SQLException {
    execute("select pg_terminate_backend(pid) from (" + WAITING + ") waiting");
    Await.until("they have ended", () -> waiting() == 0);
  }

  private int waiting() throws SQLException {
    try (var statement = holding.createStatement();
        ResultSet count = statement.executeQuery("select count(*) from (" + WAITING + ") each")) {
      count.next();
      return count.getInt(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = holding.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    try (holding) {
      execute("drop trigger hold on public." + table);
      execute("drop schema held cascade");
    }
  }
}
