package io.homeport.gateway.route;

import io.homeport.contracts.Digest;
import java.io.IOException;

/** Where site manifests come from. Blocks: never called on an event loop. */
@FunctionalInterface
public interface Sites {

  /**
   * @throws IOException if the object is missing, unreadable or no site manifest
   */
  SiteManifest load(Digest digest) throws IOException;
}
