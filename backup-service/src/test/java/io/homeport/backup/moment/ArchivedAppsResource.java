package io.homeport.backup.moment;

import io.homeport.backup.postgres.Login;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The service under test has a cluster of apps of its own, whose past is kept. */
public final class ArchivedAppsResource implements QuarkusTestResourceLifecycleManager {

  private @Nullable ArchivedCluster cluster;
  private @Nullable Path password;

  @Override
  public Map<String, String> start() {
    var started = new ArchivedCluster();
    cluster = started;
    Login superuser = started.superuser();
    try {
      password = Files.createTempFile("apps", ".password");
      Files.writeString(password, superuser.password().reveal());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "homeport.apps-database.host", superuser.host(),
        "homeport.apps-database.port", Integer.toString(superuser.port()),
        "homeport.apps-database.user", superuser.user(),
        "homeport.apps-database.password-file", password.toString(),
        "homeport.archive.config", started.config().toString());
  }

  /** After what is the same for every test of a service. */
  @Override
  public int order() {
    return 1;
  }

  @Override
  public void stop() {
    try {
      if (cluster != null) {
        cluster.close();
      }
      if (password != null) {
        Files.deleteIfExists(password);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
