package io.homeport.testkit;

import io.homeport.local.RunningPart;
import io.homeport.local.postgres.DatabaseAddress;
import io.homeport.local.postgres.Databases;
import io.homeport.local.postgres.PostgresCluster;

/** A running PostgreSQL cluster of one test. */
public final class OwnPostgres implements AutoCloseable {
  private final PostgresCluster cluster;
  private final RunningPart running;

  OwnPostgres(PostgresCluster cluster, RunningPart running) {
    this.cluster = cluster;
    this.running = running;
  }

  public DatabaseAddress superuser() {
    return cluster.superuser();
  }

  public Databases databases() {
    return cluster.databases();
  }

  public boolean isAlive() {
    return running.isAlive();
  }

  /** Ends all its processes with SIGKILL. */
  public void crash() {
    running.crash();
  }

  /** Starts it again on the same port, with its data. */
  public void restart() {
    running.restart();
  }

  @Override
  public void close() {
    running.close();
  }
}
