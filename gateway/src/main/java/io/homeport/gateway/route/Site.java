package io.homeport.gateway.route;

import io.homeport.contracts.Digest;

/** The published files of a release, as far as this replica has them. */
public sealed interface Site {

  /** Its manifest is in memory. */
  record Loaded(Digest digest, SiteManifest manifest) implements Site {}

  /**
   * Its manifest cannot be read yet.
   *
   * @param why for the operator; never shown to visitors
   */
  record Missing(Digest digest, String why) implements Site {}
}
