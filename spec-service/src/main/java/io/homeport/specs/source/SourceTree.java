package io.homeport.specs.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The files of a snapshot. Links are not followed, folders of dependencies are left out, and a file
 * longer than {@link #MAX_TEXT_BYTES} has no text.
 */
public final class SourceTree {

  /** Longer text is generated: a bundle, a data set. */
  public static final long MAX_TEXT_BYTES = 1L << 20;

  private static final Set<String> LEFT_OUT =
      Set.of(".git", "node_modules", ".next", ".output", ".nuxt", ".svelte-kit", ".vercel");

  private final Path root;
  private final List<SourceFile> files;

  /** A file by its path in the tree, separated by slashes. */
  public record SourceFile(String path, long bytes) {
    public String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  private SourceTree(Path root, List<SourceFile> files) {
    this.root = root;
    this.files = files;
  }

  /** Lists a folder. */
  public static SourceTree in(Path root) {
    var found = new ArrayList<SourceFile>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              boolean leftOut = LEFT_OUT.contains(String.valueOf(folder.getFileName()));
              return leftOut && !folder.equals(root)
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile()) {
                String path = root.relativize(file).toString().replace('\\', '/');
                found.add(new SourceFile(path, attributes.size()));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException cause) {
      throw new UncheckedIOException("The source tree cannot be read", cause);
    }
    found.sort(Comparator.comparing(SourceFile::path));
    return new SourceTree(root, List.copyOf(found));
  }

  /** All files, by path. */
  public List<SourceFile> files() {
    return files;
  }

  public List<SourceFile> files(Predicate<SourceFile> wanted) {
    return files.stream().filter(wanted).toList();
  }

  public boolean has(String path) {
    return Files.isRegularFile(root.resolve(path), LinkOption.NOFOLLOW_LINKS);
  }

  /** The text of a file; empty when there is none or it is too long. */
  public Optional<String> text(String path) {
    return files.stream()
        .filter(file -> file.path().equals(path))
        .findFirst()
        .flatMap(file -> text(file, MAX_TEXT_BYTES));
  }

  /**
   * The text of a file: UTF-8, with the replacement character for what is none, or UTF-16.
   *
   * @return empty when it has more than {@code maxBytes}
   */
  public Optional<String> text(SourceFile file, long maxBytes) {
    if (file.bytes() > maxBytes) {
      return Optional.empty();
    }
    try {
      var bytes = Files.readAllBytes(root.resolve(file.path()));
      String text = new String(bytes, charset(bytes));
      return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    } catch (IOException cause) {
      throw new UncheckedIOException("The file " + file.path() + " cannot be read", cause);
    }
  }

  /** By its byte order mark or, without one, by its first character being one of ASCII. */
  private static Charset charset(byte[] bytes) {
    if (bytes.length < 2) {
      return StandardCharsets.UTF_8;
    }
    int first = bytes[0] & 0xFF;
    int second = bytes[1] & 0xFF;
    if (first == 0xFF && second == 0xFE || first != 0 && second == 0) {
      return StandardCharsets.UTF_16LE;
    }
    if (first == 0xFE && second == 0xFF || first == 0 && second != 0) {
      return StandardCharsets.UTF_16BE;
    }
    return StandardCharsets.UTF_8;
  }
}
