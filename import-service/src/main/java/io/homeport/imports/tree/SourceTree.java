package io.homeport.imports.tree;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * A source tree on disk, read within bounds. Paths are relative and have forward slashes. Links are
 * not followed; {@code .git} and {@code node_modules} are not part of it.
 */
public final class SourceTree {

  /** Longer files are lockfiles and data; of what is looked for here nothing is that long. */
  private static final int MOST_TEXT_BYTES = 512 << 10;

  private static final int MOST_JSON_BYTES = 16 << 20;
  private static final Set<String> NOT_SOURCE = Set.of(".git", "node_modules");

  /** As builders write JSON: with comments and a comma too many. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS, JsonReadFeature.ALLOW_TRAILING_COMMA)
          .build();

  private final Path root;
  private final NavigableSet<String> files;

  private SourceTree(Path root, NavigableSet<String> files) {
    this.root = root;
    this.files = files;
  }

  /**
   * Lists the files of a folder.
   *
   * @throws IOException if it cannot be read
   */
  public static SourceTree of(Path root) throws IOException {
    NavigableSet<String> files = new TreeSet<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_SOURCE.contains(String.valueOf(folder.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              files.add(root.relativize(file).toString().replace('\\', '/'));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return new SourceTree(root, files);
  }

  /** Every file, sorted. */
  public List<String> files() {
    return List.copyOf(files);
  }

  /** The files below a folder; the empty text is the top. */
  public List<String> below(String folder) {
    return folder.isEmpty() ? files() : List.copyOf(files.subSet(folder + "/", folder + "0"));
  }

  /** Files of this name wherever they are, the ones nearest to the top first. */
  public List<String> named(String name) {
    List<String> found = new ArrayList<>();
    for (String file : files) {
      if (file.equals(name) || file.endsWith("/" + name)) {
        found.add(file);
      }
    }
    found.sort(java.util.Comparator.comparingInt(SourceTree::depth));
    return found;
  }

  /** Whether there is such a file, or a folder with a file. */
  public boolean has(String path) {
    return files.contains(path) || !below(path).isEmpty();
  }

  public boolean hasFile(String path) {
    return files.contains(path);
  }

  /** The beginning of a file as text; empty if there is none. */
  public String text(String path) {
    return beginning(path, MOST_TEXT_BYTES);
  }

  /** A lockfile as text; empty if there is none or it is too long. */
  public String wholeText(String path) {
    return bytes(path) > MOST_JSON_BYTES ? "" : beginning(path, MOST_JSON_BYTES);
  }

  /** The size of a file; 0 if there is none. */
  public long bytes(String path) {
    try {
      return hasFile(path) ? Files.size(root.resolve(path)) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file as JSON, comments allowed; a missing node if there is none or it is no JSON. */
  public JsonNode json(String path) {
    String text = wholeText(path);
    try {
      return text.isBlank() ? MissingNode.getInstance() : JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      return MissingNode.getInstance();
    }
  }

  /** A path within a folder; the empty folder is the top. */
  public static String in(String folder, String path) {
    return folder.isEmpty() ? path : folder + "/" + path;
  }

  /** The folder of a file; empty for the top. */
  public static String folderOf(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  /** How many folders a file is below the top. */
  public static int depth(String path) {
    return (int) path.chars().filter(each -> each == '/').count();
  }

  private String beginning(String path, int mostBytes) {
    if (!hasFile(path)) {
      return "";
    }
    try (InputStream in = Files.newInputStream(root.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
      return new String(in.readNBytes(mostBytes), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
