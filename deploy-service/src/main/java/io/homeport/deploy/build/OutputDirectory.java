package io.homeport.deploy.build;

import io.homeport.contracts.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a build wrote the files of the site: the folder that its configuration names, or the usual
 * one.
 */
final class OutputDirectory {
  private static final List<String> CONFIGURATIONS =
      List.of("vite.config.ts", "vite.config.js", "vite.config.mts", "vite.config.mjs");
  private static final Pattern OUT_DIR =
      Pattern.compile("\\boutDir\\s*:[^\"'`\\n]*[\"'`]([^\"'`]+)[\"'`]");
  private static final List<String> USUAL =
      List.of("dist", "build", "out", "dist/public", "dist/spa", "dist/client", ".output/public");

  /**
   * @param configured what {@link #configured} said before any code of the app ran
   * @throws BuildFailed when no candidate has an index.html
   */
  static Path of(Path root, List<String> configured) throws BuildFailed {
    Set<String> candidates = new LinkedHashSet<>(configured);
    candidates.addAll(USUAL);
    for (String candidate : candidates) {
      Path folder = root.resolve(candidate).normalize();
      if (folder.startsWith(root) && !folder.equals(root) && isSite(root, folder)) {
        return folder;
      }
    }
    throw new BuildFailed(
        Failure.user(
            "The build ended without an error but wrote no index.html; looked in "
                + String.join(", ", candidates)
                + ".",
            "Check that `npm run build` writes a site that a browser can load into one of these folders."));
  }

  /** True without any link on the way: a build must not make us publish files from elsewhere. */
  private static boolean isSite(Path root, Path folder) {
    Path each = root;
    for (Path part : root.relativize(folder)) {
      each = each.resolve(part);
      if (!Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
    }
    return Files.isRegularFile(folder.resolve("index.html"), LinkOption.NOFOLLOW_LINKS);
  }

  /** The folders that the app's Vite configuration names. */
  static List<String> configured(Path root) {
    return CONFIGURATIONS.stream()
        .map(root::resolve)
        .filter(Files::isRegularFile)
        .map(OutputDirectory::read)
        .map(OUT_DIR::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  private OutputDirectory() {}
}
