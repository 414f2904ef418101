package io.homeport.imports.importing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a source came from, as far as it is known. Of a clone it is what Git says; of an archive
 * what its sender says.
 *
 * @param url of the repository
 * @param ref the branch or tag
 * @param author the name of the commit's author, without an address
 * @param dirty whether there were changes that are in no commit
 * @param path the folder within the repository; null for all of it
 */
record Origin(
    @Nullable String url,
    @Nullable String ref,
    @Nullable String commit,
    @Nullable String author,
    @Nullable Instant committedAt,
    @Nullable Boolean dirty,
    @Nullable String path) {

  static final Origin UNKNOWN = new Origin(null, null, null, null, null, null, null);
}
