package io.homeport.gateway.api;

import java.util.Locale;
import java.util.Optional;

/** The services behind the API. */
enum Service {
  IMPORT,
  SPEC,
  DEPLOY,
  BACKUP;

  /** As it stands in paths: {@code import}. */
  String pathName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads {@code import} or {@code import-service}. */
  static Optional<Service> named(String text) {
    for (Service service : values()) {
      if (text.equals(service.pathName()) || text.equals(service.pathName() + "-service")) {
        return Optional.of(service);
      }
    }
    return Optional.empty();
  }
}
