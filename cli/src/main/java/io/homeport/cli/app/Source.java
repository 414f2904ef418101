package io.homeport.cli.app;

import io.homeport.cli.CommandFailed;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import io.homeport.cli.source.GitOrigin;
import io.homeport.cli.source.SourceArchive;
import io.homeport.cli.source.SourceFiles;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is to be imported: a folder, an archive or a Git repository. */
sealed interface Source {

  /**
   * Sends it; the answer is the import as requested.
   *
   * @param again whether a spec is wanted even if the source is unchanged
   */
  Resource send(Journey journey, Resource app, boolean again, Consumer<String> teller);

  record Folder(SourceFiles files) implements Source {
    @Override
    public Resource send(Journey journey, Resource app, boolean again, Consumer<String> teller) {
      long[] told = {0};
      teller.accept("sending %d files of %s".formatted(files.paths().size(), files.folder()));
      return journey.importArchive(
          app,
          SourceArchive.MEDIA_TYPE,
          SourceArchive.publish(
              files,
              bytes -> {
                if (bytes - told[0] >= 10 << 20) {
                  told[0] = bytes;
                  teller.accept("sent %d MB".formatted(bytes >> 20));
                }
              }),
          said(GitOrigin.of(files.folder()), again));
    }
  }

  /**
   * An archive, sent as it is.
   *
   * @param mediaType what its name says it is
   */
  record Archive(Path file, String mediaType) implements Source {
    @Override
    public Resource send(Journey journey, Resource app, boolean again, Consumer<String> teller) {
      try {
        return journey.importArchive(
            app, mediaType, BodyPublishers.ofFile(file), said(Map.of(), again));
      } catch (FileNotFoundException e) {
        throw CommandFailed.usage("There is no file %s.".formatted(file), "Check the path.");
      }
    }
  }

  /**
   * A Git repository.
   *
   * @param path the folder of it that is to be imported; null for all of it
   */
  record Git(String url, @Nullable String ref, @Nullable String path) implements Source {
    @Override
    public Resource send(Journey journey, Resource app, boolean again, Consumer<String> teller) {
      return journey.importGit(app, url, ref, path, again);
    }
  }

  /** A scheme, or the short form {@code git@host:path} that people paste. */
  Pattern LOOKS_LIKE_URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*|[^/\\s]+@[^/\\s]+:.*");

  /** Tells what the user means. */
  static Source parse(String text, @Nullable String ref, @Nullable String path) {
    if (LOOKS_LIKE_URL.matcher(text).matches()) {
      return git(text, ref, path);
    }
    if (path != null) {
      throw CommandFailed.usage(
          "--path is for Git repositories; %s is none.".formatted(text), "Name the folder itself.");
    }
    if (ref != null) {
      throw CommandFailed.usage(
          "--ref is for Git repositories; %s is none.".formatted(text), "Leave out --ref.");
    }
    Path file = Path.of(text);
    if (Files.isDirectory(file)) {
      return new Folder(SourceFiles.of(file));
    }
    if (Files.isRegularFile(file)) {
      return new Archive(file, mediaType(file));
    }
    throw CommandFailed.usage(
        "There is no folder or file %s.".formatted(text),
        "Name a folder, an archive (zip, tar, tar.gz, tar.zst) or the https or ssh address of a Git repository.");
  }

  /** A folder of the repository may follow the address behind a {@code #}. */
  private static Source git(String text, @Nullable String ref, @Nullable String path) {
    int hash = text.indexOf('#');
    if (hash < 0) {
      return new Git(text, ref, path);
    }
    String folder = text.substring(hash + 1);
    if (path != null && !path.equals(folder)) {
      throw CommandFailed.usage(
          "Two folders are named: %s and %s.".formatted(folder, path), "Leave one out.");
    }
    return new Git(text.substring(0, hash), ref, folder.isEmpty() ? null : folder);
  }

  private static Map<String, String> said(Map<String, String> origin, boolean again) {
    Map<String, String> said = new LinkedHashMap<>(origin);
    if (again) {
      said.put("again", "true");
    }
    return said;
  }

  private static String mediaType(Path archive) {
    String name = String.valueOf(archive.getFileName()).toLowerCase(Locale.ROOT);
    if (name.endsWith(".zip")) {
      return "application/zip";
    }
    if (name.endsWith(".tar.gz") || name.endsWith(".tgz")) {
      return "application/gzip";
    }
    if (name.endsWith(".tar.zst")) {
      return "application/zstd";
    }
    if (name.endsWith(".tar")) {
      return "application/x-tar";
    }
    throw CommandFailed.usage(
        "%s is no archive that can be imported.".formatted(archive),
        "Pack the sources as zip, tar, tar.gz or tar.zst, or name their folder.");
  }
}
