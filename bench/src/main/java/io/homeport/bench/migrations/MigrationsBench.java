package io.homeport.bench.migrations;

import io.homeport.bench.OwnPostgres;
import io.homeport.bench.Result;
import io.homeport.deploy.migration.LiveMigrations;
import io.homeport.deploy.migration.MigrationFile;
import io.homeport.deploy.migration.judging.Tools;
import io.homeport.local.Secret;
import io.homeport.local.postgres.DatabaseAddress;
import io.homeport.local.postgres.Databases;
import io.homeport.local.postgres.PostgresCluster;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/**
 * {@code ./homeport bench migrations}: the longest that two clients of an app wait while its table
 * of a million rows is changed, each kind of change plainly and in steps, on a PostgreSQL of its
 * own.
 */
public final class MigrationsBench {
  private static final int ROWS = Integer.getInteger("homeport.bench.rows", 1_000_000);
  private static final int CLIENTS = 2;
  private static final double GOAL_MILLIS = 250;
  private static final long READER_MILLIS = 3_000;
  private static final String TABLES =
      """
      create schema supabase_migrations;
      create table supabase_migrations.schema_migrations
        (version text primary key, statements text[], name text);
      create table customers (id bigint primary key, name text);
      insert into customers select i, 'customer ' || i from generate_series(1, 1000) i;
      create table orders
        (id bigint primary key, note text, total int, customer bigint, changed timestamptz);
      insert into orders select i, 'note ' || i, i %% 5000, 1 + i %% 1000, now() from generate_series(1, %d) i;
      """
          .formatted(ROWS);

  private final PostgresCluster cluster;
  private final Secret password = new Secret(UUID.randomUUID().toString().replace("-", ""));

  private MigrationsBench(PostgresCluster cluster) {
    this.cluster = cluster;
  }

  public static void main(String... arguments) throws Exception {
    try (var postgres = OwnPostgres.start()) {
      System.out.println(new MigrationsBench(postgres.cluster()).measure().toTable());
    }
    System.exit(0);
  }

  private Result measure() throws Exception {
    cluster.databases().role("app", password, Databases.Power.ORDINARY);
    OwnPostgres.execute(
        cluster.superuser(), "grant set on parameter session_replication_role to app");
    DatabaseAddress template = cluster.databases().database("template_app", "app", password);
    OwnPostgres.execute(template, TABLES);
    OwnPostgres.execute(template, "vacuum analyze");
    var ours = new LinkedHashMap<String, Double>();
    var plain = new LinkedHashMap<String, Double>();
    var goals = new ArrayList<Result.Goal>();
    for (Kind kind : Kind.all()) {
      double plainly = worst(kind, this::plainly);
      System.err.printf("%s: %.0f ms plainly%n", kind.name(), plainly);
      plain.put(kind.name() + ", plainly, ms", plainly);
      if (kind.hasSafeForm()) {
        double steps = worst(kind, this::inSteps);
        System.err.printf("%s: %.0f ms in steps%n", kind.name(), steps);
        ours.put(kind.name() + ", in steps, ms", steps);
        goals.add(Result.Goal.atMost(kind.name(), steps, GOAL_MILLIS));
      }
    }
    return new Result(
        "migrations: longest wait of a client, " + ROWS + " rows", ours, plain, goals);
  }

  @FunctionalInterface
  private interface Way {
    void migrate(DatabaseAddress database, String statement) throws Exception;
  }

  private double worst(Kind kind, Way way) throws Exception {
    OwnPostgres.execute(cluster.superuser(), "create database run template template_app owner app");
    var run = new DatabaseAddress("127.0.0.1", cluster.port(), "run", "app", password);
    try {
      if (!kind.before().isEmpty()) {
        OwnPostgres.execute(run, kind.before());
      }
      OwnPostgres.execute(cluster.superuser(), "checkpoint");
      try (var clients = new Clients(run, ROWS, CLIENTS)) {
        Thread.sleep(1_000);
        var reading = new CountDownLatch(kind.behindReader() ? 1 : 0);
        Thread reader =
            kind.behindReader() ? Thread.ofVirtual().start(() -> report(run, reading)) : null;
        reading.await();
        clients.forget();
        way.migrate(run, kind.statement());
        if (reader != null) {
          reader.join();
        }
        return clients.worstMillis();
      }
    } finally {
      cluster.databases().dropDatabase("run");
    }
  }

  private void plainly(DatabaseAddress database, String statement) throws SQLException {
    OwnPostgres.execute(database, statement);
  }

  private void inSteps(DatabaseAddress database, String statement) throws Exception {
    List<MigrationFile> files =
        MigrationFile.of(List.of(new MigrationFile.Source("1_change.sql", statement)));
    Path folder = Path.of(System.getProperty("homeport.root"), "runtimes", "migrations");
    try (var tools = Tools.in(folder);
        Connection owner = database.connect()) {
      LiveMigrations.of(owner, files, LiveMigrations.Settings.live(tools), line -> {})
          .apply(List.of());
    }
  }

  /** A long report: a transaction that has read the table and is not yet done. */
  private static void report(DatabaseAddress database, CountDownLatch reading) {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      connection.createStatement().execute("select from orders where id = 1");
      reading.countDown();
      Thread.sleep(READER_MILLIS);
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
