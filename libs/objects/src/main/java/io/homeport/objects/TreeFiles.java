package io.homeport.objects;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** The regular files of a folder in the order of their paths, and what is left out. */
record TreeFiles(List<TreeFile> files, List<LeftOut> leftOut) {
  private static final int MOST_LEFT_OUT = 1_000;

  /**
   * One file.
   *
   * @param path within the tree, separated by slashes
   * @param size in bytes, when it was found
   */
  record TreeFile(String path, Path file, long size, boolean executable) {}

  static TreeFiles in(Path folder, Predicate<String> include, UnpackLimits limits)
      throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    var finder = new Finder(folder, include, limits);
    Files.walkFileTree(folder, finder);
    finder.files.sort(Comparator.comparing(TreeFile::path));
    return new TreeFiles(finder.files, finder.leftOut);
  }

  private static final class Finder extends SimpleFileVisitor<Path> {
    private final Path folder;
    private final Predicate<String> include;
    private final UnpackLimits limits;
    private final Entries entries;
    private final List<TreeFile> files = new ArrayList<>();
    private final List<LeftOut> leftOut = new ArrayList<>();
    private long bytes;

    Finder(Path folder, Predicate<String> include, UnpackLimits limits) {
      this.folder = folder;
      this.include = include;
      this.limits = limits;
      this.entries = Entries.whereCaseMatters(limits);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      String path =
          folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
      if (include.test(path)) {
        visit(path, file, attributes);
      }
      return FileVisitResult.CONTINUE;
    }

    private void visit(String path, Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isSymbolicLink()) {
        leaveOut(path, "a symbolic link");
      } else if (!attributes.isRegularFile()) {
        leaveOut(path, "a special file");
      } else if (isUsable(path)) {
        entries.count();
        checkSize(path, attributes.size());
        files.add(new TreeFile(path, file, attributes.size(), Files.isExecutable(file)));
      }
    }

    private boolean isUsable(String path) {
      try {
        entries.take(path, false);
        return true;
      } catch (UnpackRefused unusable) {
        leaveOut(path, unusable.reason().message());
        return false;
      }
    }

    private void checkSize(String path, long size) throws UnpackRefused {
      bytes += size;
      if (size > limits.maxFileBytes()) {
        throw new UnpackRefused(new UnpackRefused.FileTooLarge(path, limits.maxFileBytes()));
      }
      if (bytes > limits.maxBytes()) {
        throw new UnpackRefused(new UnpackRefused.TooManyBytes(path, limits.maxBytes()));
      }
    }

    private void leaveOut(String path, String why) {
      if (leftOut.size() < MOST_LEFT_OUT) {
        leftOut.add(new LeftOut(Entries.shown(path), why));
      }
    }
  }
}
