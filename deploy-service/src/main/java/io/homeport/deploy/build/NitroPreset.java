package io.homeport.deploy.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Nitro builds its server for. It asks a variable only where the app's configuration names no
 * hoster; many an export names one. In the build's folder, Nitro is made to ask the variable first.
 *
 * @see <a href="https://nitro.build/deploy">deploy</a>
 */
final class NitroPreset {
  /** By generation: packages of Nitro 2 and of Nitro 3. */
  private static final List<String> PACKAGES = List.of("nitropack", "nitro");

  private static final Pattern DECIDES =
      Pattern.compile("(\\w+\\.preset) \\|\\| (process\\.env\\.NITRO_PRESET)");

  private static final long MOST_BYTES = 4L << 20;

  static void letVariableDecide(Path source, BuildLog log) {
    for (String name : PACKAGES) {
      Path dist = source.resolve("node_modules").resolve(name).resolve("dist");
      if (Files.isDirectory(dist) && mend(source, dist) == 0) {
        log.line(
            "Warning: this version of %s may build for the hoster that the configuration names."
                .formatted(name));
      }
    }
  }

  /** How many files were changed. */
  private static int mend(Path source, Path dist) {
    try {
      Path real = dist.toRealPath();
      if (!real.startsWith(source.toRealPath())) {
        return 0;
      }
      int mended = 0;
      try (Stream<Path> files = Files.walk(real)) {
        for (Path file : files.filter(NitroPreset::isProgram).toList()) {
          String text = Files.readString(file, StandardCharsets.ISO_8859_1);
          String better = DECIDES.matcher(text).replaceAll("$2 || $1");
          if (!better.equals(text)) {
            Files.delete(file);
            Files.writeString(file, better, StandardCharsets.ISO_8859_1);
            mended++;
          }
        }
      }
      return mended;
    } catch (IOException e) {
      throw new UncheckedIOException(dist + " in the build's folder cannot be changed", e);
    }
  }

  private static boolean isProgram(Path file) {
    try {
      return file.toString().matches(".*\\.[cm]?js")
          && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.size(file) <= MOST_BYTES;
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  private NitroPreset() {}
}
