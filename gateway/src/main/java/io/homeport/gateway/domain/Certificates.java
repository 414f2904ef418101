package io.homeport.gateway.domain;

import io.homeport.contracts.Digest;
import io.homeport.processes.CertifiedKey;
import java.io.IOException;

/** Where certificates with their keys come from. Blocks: never called on an event loop. */
@FunctionalInterface
public interface Certificates {

  /**
   * @param name the domain it is for
   * @throws IOException if the object is missing, or is not for this domain and this door
   */
  CertifiedKey load(String name, Digest digest) throws IOException;
}
