package io.homeport.deploy.runtime;

import java.util.UUID;

/** One release on one database of one environment. */
public record Place(UUID environment, UUID release, String database) {

  public static Place of(Instance instance) {
    return new Place(
        instance.environment().value(), instance.release().value(), instance.database());
  }
}
