package io.homeport.deploy.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * What a source says, beside its code, of how its files are served: it goes along with what was
 * built, where whoever publishes the files reads it.
 */
final class HostingSettings {

  private static final List<String> NAMES = List.of("netlify.toml", "vercel.json");

  /** Those that the build itself wrote stay. */
  static Path addTo(Path site, Path source) {
    for (String name : NAMES) {
      Path from = source.resolve(name);
      Path to = site.resolve(name);
      if (Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)
          && !Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
        try {
          Files.copy(from, to, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
          throw new UncheckedIOException(from + " cannot be copied", e);
        }
      }
    }
    return site;
  }

  private HostingSettings() {}
}
