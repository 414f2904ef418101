package io.homeport.backup.service;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.nio.file.Path;
import java.util.Map;

/** A service with a second destination in a folder, which looks again at once. */
public final class TwoDestinations implements QuarkusTestProfile {

  static final Path OFFSITE = Path.of("target", "offsite").toAbsolutePath();

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "homeport.backups.destinations.offsite.location", OFFSITE.toUri().toString(),
        "homeport.backups.look-again-after", "0s",
        "homeport.backups.copy-again-every", "0s");
  }
}
