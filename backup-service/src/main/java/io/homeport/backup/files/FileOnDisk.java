package io.homeport.backup.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.contracts.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file as the runtime keeps it ({@code runtimes/supabase/src/storage-disk.mjs}): named by the
 * digest of bucket and key, with a description beside.
 *
 * @param description JSON
 */
record FileOnDisk(Path path, String bucket, String key, String description) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");
  private static final String DESCRIPTION = ".json";
  private static final long LONGEST_DESCRIPTION = 64 << 10;

  /** Those of a folder whose descriptions can be read, by bucket and key. */
  static List<FileOnDisk> in(Path folder) throws IOException {
    var found = new ArrayList<FileOnDisk>();
    for (Path path : paths(folder)) {
      described(folder, path).ifPresent(found::add);
    }
    found.sort(Comparator.comparing(FileOnDisk::name));
    return found;
  }

  /**
   * The files of a folder, described or not, without what is being written. An app may put a link
   * to somebody else's file there, so links are none.
   */
  static List<Path> paths(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder, 2)) {
      return all.filter(path -> NAME.matcher(path.getFileName().toString()).matches())
          .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Optional<FileOnDisk> described(Path folder, Path path) throws IOException {
    Path beside = descriptionOf(path);
    if (!Files.isRegularFile(beside, LinkOption.NOFOLLOW_LINKS)
        || Files.size(beside) > LONGEST_DESCRIPTION) {
      return Optional.empty();
    }
    try {
      String description = Files.readString(beside);
      JsonNode read = JSON.readTree(description);
      var file =
          new FileOnDisk(
              path, read.path("bucket").asText(), read.path("key").asText(), description);
      return Optional.of(file)
          .filter(named -> place(folder, named.bucket(), named.key()).equals(path));
    } catch (JsonProcessingException | CharacterCodingException e) {
      return Optional.empty();
    }
  }

  static Path descriptionOf(Path path) {
    return path.resolveSibling(path.getFileName() + DESCRIPTION);
  }

  /** Where a folder keeps the file of this bucket and key. */
  static Path place(Path folder, String bucket, String key) {
    String name = Digest.of((bucket + "\0" + key).getBytes(StandardCharsets.UTF_8)).hex();
    return folder.resolve(name.substring(0, 2)).resolve(name);
  }

  String name() {
    return bucket + "/" + key;
  }

  /** The quotation marks are part of it. */
  Optional<String> eTag() throws IOException {
    return Optional.ofNullable(JSON.readTree(description).path("eTag").textValue());
  }

  long bytes() throws IOException {
    return Files.size(path);
  }

  Instant modifiedAt() throws IOException {
    return Files.getLastModifiedTime(path).toInstant();
  }

  Digest content() throws IOException {
    var digest = Digest.sha256();
    byte[] buffer = new byte[64 << 10];
    try (InputStream in = Files.newInputStream(path)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return Digest.ofRaw(digest.digest());
  }
}
