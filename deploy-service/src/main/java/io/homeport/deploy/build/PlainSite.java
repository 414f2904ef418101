package io.homeport.deploy.build;

import io.homeport.contracts.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** An app that needs no build: its files are the site, without what is not meant for visitors. */
final class PlainSite {
  private static final Set<String> NOT_FOR_VISITORS =
      Set.of("supabase", "node_modules", "package.json", "package-lock.json", "base44");

  /**
   * Copies the files for visitors beside the source.
   *
   * @throws BuildFailed when there is no index.html
   */
  static Path of(Workspace workspace) throws BuildFailed {
    Path source = workspace.source();
    if (!Files.isRegularFile(source.resolve("index.html"), LinkOption.NOFOLLOW_LINKS)) {
      throw new BuildFailed(
          Failure.user(
              "The source has neither a build script in package.json nor an index.html.",
              "Import the folder that holds the app's package.json."));
    }
    Path site = workspace.beside("site");
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(each -> isForVisitors(source.relativize(each))).toList()) {
        Path copy = site.resolve(source.relativize(file).toString());
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the site's files cannot be copied", e);
    }
    return site;
  }

  private static boolean isForVisitors(Path relative) {
    for (Path part : relative) {
      String name = part.toString();
      if (name.startsWith(".") && !name.equals(".well-known") || NOT_FOR_VISITORS.contains(name)) {
        return false;
      }
    }
    return !relative.toString().endsWith(".md");
  }

  private PlainSite() {}
}
