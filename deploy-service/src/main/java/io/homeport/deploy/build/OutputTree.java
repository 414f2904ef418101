package io.homeport.deploy.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.contracts.Digest;
import io.homeport.contracts.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a build wrote, file by file. Two builds that wrote the same have the same {@link #json()},
 * whose digest is the fingerprint; two that did not say in which files they differ.
 *
 * @param files path → what is in it
 */
public record OutputTree(SortedMap<String, Content> files) {

  /** The content of a file and its size. */
  public record Content(Digest digest, long bytes) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  public OutputTree {
    files = new TreeMap<>(files);
  }

  /**
   * @param limits of which those of the output count here
   * @throws BuildFailed when there are too many files or bytes
   */
  static OutputTree of(Path folder, BuildLimits limits) throws BuildFailed {
    var files = new TreeMap<String, Content>();
    long bytes = 0;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) all.filter(OutputTree::isFile)::iterator) {
        long size = Files.size(file);
        bytes += size;
        if (files.size() >= limits.outputFiles() || bytes > limits.outputBytes()) {
          throw tooMuch(limits);
        }
        files.put(folder.relativize(file).toString(), new Content(digest(file), size));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the built files cannot be read", e);
    }
    return new OutputTree(files);
  }

  public static OutputTree read(byte[] json) {
    try {
      return new OutputTree(JSON.readValue(json, new TypeReference<TreeMap<String, Content>>() {}));
    } catch (IOException e) {
      throw new IllegalStateException("a stored list of built files is not in its form", e);
    }
  }

  /** The same files give the same bytes. */
  public byte[] json() {
    try {
      return JSON.writeValueAsString(files).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a list of files is always writable", e);
    }
  }

  long bytes() {
    return files.values().stream().mapToLong(Content::bytes).sum();
  }

  /** The paths that only one of the two has, or that differ. */
  public List<String> differences(OutputTree other) {
    var paths = new TreeSet<>(files.keySet());
    paths.addAll(other.files.keySet());
    return paths.stream()
        .filter(path -> !Objects.equals(files.get(path), other.files.get(path)))
        .toList();
  }

  private static boolean isFile(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static Digest digest(Path file) throws IOException {
    var digest = Digest.sha256();
    try (var content = new DigestInputStream(Files.newInputStream(file), digest)) {
      content.transferTo(OutputStream.nullOutputStream());
    }
    return Digest.ofRaw(digest.digest());
  }

  private static BuildFailed tooMuch(BuildLimits limits) {
    return new BuildFailed(
        Failure.user(
            "The build wrote more than %d files or %d MiB for visitors."
                .formatted(limits.outputFiles(), limits.outputBytes() >> 20),
            "Put large files, such as videos, into storage, and leave out what visitors do not need."));
  }
}
