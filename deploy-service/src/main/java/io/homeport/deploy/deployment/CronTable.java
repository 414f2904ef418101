package io.homeport.deploy.deployment;

import io.homeport.deploy.deployment.CronJobs.Job;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The table {@code cron.job} of an app's database.
 *
 * @param owner connected as the owner of the database
 */
record CronTable(Connection owner) {

  CronJobs read() throws SQLException {
    var jobs = new TreeMap<String, Job>();
    if (!isThere()) {
      return new CronJobs(jobs);
    }
    try (var query = owner.createStatement();
        ResultSet rows =
            query.executeQuery(
                "select jobname, schedule, command, active from cron.job"
                    + " where jobname is not null")) {
      while (rows.next()) {
        jobs.put(
            rows.getString(1), new Job(rows.getString(2), rows.getString(3), rows.getBoolean(4)));
      }
    }
    return new CronJobs(jobs);
  }

  /** Whether anything is to be run at its time, with a name or without. */
  boolean hasActiveJobs() throws SQLException {
    if (!isThere()) {
      return false;
    }
    try (var query = owner.createStatement();
        ResultSet rows = query.executeQuery("select exists (select from cron.job where active)")) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  private boolean isThere() throws SQLException {
    try (var query = owner.createStatement();
        ResultSet rows = query.executeQuery("select to_regclass('cron.job') is not null")) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  /** All of it or nothing. */
  void apply(CronJobs.Change change) throws SQLException {
    owner.setAutoCommit(false);
    for (String name : change.taken()) {
      run("select cron.unschedule(?)", name);
    }
    for (Map.Entry<String, Job> each : change.put().entrySet()) {
      Job job = each.getValue();
      run("select cron.schedule(?, ?, ?)", each.getKey(), job.schedule(), job.command());
      if (!job.active()) {
        run("update cron.job set active = false where jobname = ? returning jobid", each.getKey());
      }
    }
    owner.commit();
    owner.setAutoCommit(true);
  }

  private void run(String sql, String... parameters) throws SQLException {
    try (PreparedStatement statement = owner.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      statement.execute();
    }
  }
}
