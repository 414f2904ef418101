package io.homeport.backup.envelope;

import io.homeport.contracts.Digest;
import java.io.IOException;

/** Is told of copies that were found missing or damaged while they were read. */
@FunctionalInterface
public interface Noticing {

  /** Nobody wants to know. */
  Noticing NOBODY = (destination, object, label, why) -> {};

  /**
   * Must not throw: whoever reads has another copy, or fails by itself.
   *
   * @param destination its name
   * @param why {@link io.homeport.objects.ObjectMissing}, or how it is damaged
   */
  void unsound(String destination, Digest object, Label label, IOException why);
}
