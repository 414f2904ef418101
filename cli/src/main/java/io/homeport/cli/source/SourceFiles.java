package io.homeport.cli.source;

import io.homeport.cli.CommandFailed;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of a folder that belong to its source: what git tracks or would track.
 *
 * @param folder where the paths start
 * @param paths relative to the folder, with forward slashes, sorted; files and symbolic links
 */
public record SourceFiles(Path folder, List<String> paths) {

  public SourceFiles {
    paths = paths.stream().sorted().toList();
  }

  /**
   * Lists a folder: by git where it is a working tree and git is there, else by its {@code
   * .gitignore} files. {@code .git} and {@code node_modules} never belong to it.
   *
   * @throws CommandFailed if there is no such folder, or nothing in it
   */
  public static SourceFiles of(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw CommandFailed.usage(
          "There is no folder %s.".formatted(folder), "Name a folder, a zip or a Git URL.");
    }
    List<String> paths =
        GitListing.of(folder).orElseGet(() -> IgnoringWalk.of(folder)).stream()
            .filter(path -> !isLeftOut(path))
            .filter(path -> Files.exists(folder.resolve(path), LinkOption.NOFOLLOW_LINKS))
            .filter(path -> !Files.isDirectory(folder.resolve(path), LinkOption.NOFOLLOW_LINKS))
            .toList();
    if (paths.isEmpty()) {
      throw CommandFailed.failed(
          "%s holds no files that git would track.".formatted(folder),
          "Name the folder that holds the app's sources, the one with package.json or supabase/.");
    }
    return new SourceFiles(folder, paths);
  }

  static boolean isLeftOut(String path) {
    for (String name : path.split("/", -1)) {
      if (name.equals(".git") || name.equals("node_modules")) {
        return true;
      }
    }
    return false;
  }
}
