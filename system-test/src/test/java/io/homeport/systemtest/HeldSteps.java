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
 * Stops deployments in the moment in which they are about to begin a step: what the step before did
 * is recorded, and nothing of this one is. The transaction that says so waits in the database until
 * it is ended together with the service that wanted it.
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
          join json_array_elements(new.checklist::json) item
            on item ->> 'step' = each.step and item ->> 'state' = 'running'
          where each.environment = new.environment_id)
        then
          perform pg_advisory_xact_lock_shared(%d);
        end if;
        return new;
      end $$;
      create trigger hold before update on public.deployment
        for each row execute function held.hold();
      """
          .formatted(LOCK);

  private static final String WAITING =
      "select pid from pg_locks where locktype = 'advisory' and not granted and objid = " + LOCK;

  private final Connection holding;

  private HeldSteps(Connection holding) {
    this.holding = holding;
  }

  /**
   * Holds nothing yet.
   *
   * @param deployments the database of deploy-service, as somebody who may do everything there
   */
  static HeldSteps in(DatabaseAddress deployments) throws SQLException {
    HeldSteps held = new HeldSteps(deployments.connect());
    held.execute(HOLD);
    held.execute("select pg_advisory_lock(" + LOCK + ")");
    return held;
  }

  /**
   * Holds deployments at these steps from now on, and at no others.
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

  void await(int deployments) {
    Await.until(
        deployments + " deployments are about to begin the steps where they are held",
        LIMIT,
        () -> waiting() == deployments);
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
      execute("drop trigger hold on public.deployment");
      execute("drop schema held cascade");
    }
  }
}
