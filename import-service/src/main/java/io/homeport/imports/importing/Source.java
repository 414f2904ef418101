package io.homeport.imports.importing;

import io.homeport.contracts.Digest;
import io.homeport.imports.git.GitUrl;
import org.jspecify.annotations.Nullable;

/** Where an import takes its source from. */
public sealed interface Source {

  /**
   * A Git repository.
   *
   * @param ref a branch or tag; null for the default branch
   */
  record Git(GitUrl url, @Nullable String ref) implements Source {}

  /** An archive that was sent: the object that holds it. */
  record Archive(Digest upload) implements Source {}
}
