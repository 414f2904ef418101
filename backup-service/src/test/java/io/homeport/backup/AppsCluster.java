package io.homeport.backup;

import io.homeport.backup.drill.ThrowawayCluster;
import io.homeport.backup.postgres.Login;
import io.homeport.backup.postgres.PostgresPrograms;
import io.homeport.testkit.Scratch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A real cluster of apps for one test class, which is not shared with the drills' own. */
public final class AppsCluster implements AutoCloseable {

  public static final int MAJOR = 15;

  private final Scratch scratch = Scratch.directory();
  private final ThrowawayCluster cluster;
  private final AppDatabases databases;

  public AppsCluster() {
    try {
      cluster =
          ThrowawayCluster.start(
              PostgresPrograms.ofMajor(MAJOR), scratch.path().resolve("apps"), "platform");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    databases = new AppDatabases(cluster.superuser());
  }

  public Login superuser() {
    return cluster.superuser();
  }

  public AppDatabases databases() {
    return databases;
  }

  /** A folder that PostgreSQL's user can enter. */
  public Path folder() {
    return scratch.path();
  }

  @Override
  public void close() {
    try {
      cluster.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      scratch.close();
    }
  }
}
