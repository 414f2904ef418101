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
   * @param path the folder to import; null for the whole repository
   */
  record Git(GitUrl url, @Nullable String ref, @Nullable String path) implements Source {}

  /**
   * An archive that was sent.
   *
   * @param upload the object that holds it
   * @param origin where it came from, as its sender says
   */
  record Archive(Digest upload, Origin origin) implements Source {}
}
