package io.homeport.api.secrets;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Consumer;

/** One kind of secret that a service keeps sealed in its database. */
public interface KeptSecrets {

  /** What they are, in the plural, such as {@code Git tokens}. */
  String secrets();

  /** All of them, of every organization, locked; in the current transaction. */
  Uni<List<Kept>> locked();

  /**
   * A sealed secret in its row.
   *
   * @param owner what it was sealed for
   * @param replace puts another sealed form of it into the row
   */
  record Kept(String owner, byte[] sealed, Consumer<byte[]> replace) {}
}
