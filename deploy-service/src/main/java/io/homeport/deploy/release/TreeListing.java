package io.homeport.deploy.release;

import io.homeport.contracts.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a tree, by their paths within it.
 *
 * @param files path, separated by slashes → the file
 */
record TreeListing(SortedMap<String, File> files) {

  /** A file's content and size. */
  record File(Digest digest, long bytes) {}

  TreeListing {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  static TreeListing of(Path folder) throws IOException {
    var files = new TreeMap<String, File>();
    List<Path> found;
    try (Stream<Path> all = Files.walk(folder)) {
      found = all.filter(each -> Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)).toList();
    }
    for (Path each : found) {
      byte[] content = Files.readAllBytes(each);
      files.put(
          folder.relativize(each).toString().replace('\\', '/'),
          new File(Digest.of(content), content.length));
    }
    return new TreeListing(files);
  }

  /** What lies below a folder, by the path within it. */
  TreeListing below(String folder) {
    var below = new TreeMap<String, File>();
    files
        .tailMap(folder + "/")
        .forEach((path, file) -> {
          if (path.startsWith(folder + "/")) {
            below.put(path.substring(folder.length() + 1), file);
          }
        });
    return new TreeListing(below);
  }

  /** Names of the folders at the top. */
  List<String> folders() {
    return files.keySet().stream()
        .filter(path -> path.contains("/"))
        .map(path -> path.substring(0, path.indexOf('/')))
        .distinct()
        .toList();
  }

  Digest fingerprint() {
    var text = new StringBuilder();
    files.forEach((path, file) -> text.append(file.digest()).append(' ').append(path).append('\n'));
    return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  long bytes() {
    return files.values().stream().mapToLong(File::bytes).sum();
  }
}
