package io.homeport.cli.source;

import io.homeport.cli.CommandFailed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.eclipse.jgit.ignore.IgnoreNode.MatchResult;

/**
 * Walks a folder as git would, without git: every {@code .gitignore} holds for its folder and what
 * is below, the innermost rule that says anything decides.
 *
 * @see <a href="https://git-scm.com/docs/gitignore">gitignore</a>
 */
final class IgnoringWalk extends SimpleFileVisitor<Path> {

  /**
   * The rules of one folder.
   *
   * @param prefix the folder's own path, empty or ending with a slash
   */
  private record Rules(String prefix, IgnoreNode node) {}

  private final Path folder;
  private final Deque<Rules> innermostFirst = new ArrayDeque<>();
  private final List<String> found = new ArrayList<>();

  private IgnoringWalk(Path folder) {
    this.folder = folder;
  }

  static List<String> of(Path folder) {
    IgnoringWalk walk = new IgnoringWalk(folder);
    try {
      Files.walkFileTree(folder, walk);
    } catch (IOException e) {
      throw CommandFailed.failed(
          "%s cannot be read: %s".formatted(folder, e.getMessage()),
          "Check who may read its files.");
    }
    return walk.found;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
      throws IOException {
    String path = relative(directory);
    if (!path.isEmpty() && (SourceFiles.isLeftOut(path) || isIgnored(path, true))) {
      return FileVisitResult.SKIP_SUBTREE;
    }
    innermostFirst.push(new Rules(path.isEmpty() ? "" : path + "/", rules(directory)));
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    String path = relative(file);
    if (!isIgnored(path, false)) {
      found.add(path);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, IOException failure)
      throws IOException {
    if (failure != null) {
      throw failure;
    }
    innermostFirst.pop();
    return FileVisitResult.CONTINUE;
  }

  private boolean isIgnored(String path, boolean isFolder) {
    for (Rules rules : innermostFirst) {
      MatchResult result =
          rules.node().isIgnored(path.substring(rules.prefix().length()), isFolder);
      if (result == MatchResult.IGNORED) {
        return true;
      }
      if (result == MatchResult.NOT_IGNORED) {
        return false;
      }
    }
    return false;
  }

  private String relative(Path path) {
    return folder.relativize(path).toString().replace('\\', '/');
  }

  private static IgnoreNode rules(Path directory) throws IOException {
    IgnoreNode node = new IgnoreNode();
    Path file = directory.resolve(".gitignore");
    if (Files.isRegularFile(file)) {
      try (InputStream content = Files.newInputStream(file)) {
        node.parse(content);
      }
    }
    return node;
  }
}
