package io.homeport.deploy.site;

import io.homeport.contracts.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Publishes built files for one environment: rewritten, compressed and stored by content. Nothing
 * is served before a route names the manifest, and publishing again changes nothing.
 *
 * @param store puts content away and says its digest
 */
public record SitePublisher(Function<byte[], Digest> store) {

  /** Build tools put a hash of the content into the name: {@code index-BkX3l9aQ.js}. */
  private static final Pattern FINGERPRINTED =
      Pattern.compile(".*[.-](?=[A-Za-z0-9_-]*[0-9A-Z])[A-Za-z0-9_-]{8,}\\.[a-z0-9]{2,5}");

  private static final String INDEX = "/index.html";

  /**
   * @param dist the built files; links in it are left out
   * @param server whether the app's own server answers what is no file
   * @param warn told what of the app's files for hosts is not followed
   * @return the digest of the site's manifest
   */
  public Digest publish(Path dist, Rewrites rewrites, boolean server, Consumer<String> warn) {
    try (Stream<Path> files = Files.walk(dist)) {
      Map<String, SiteManifest.File> published =
          files
              .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .filter(file -> !HostingFiles.NAMES.contains(path(dist, file)))
              .collect(
                  Collectors.toMap(
                      file -> path(dist, file), file -> publish(dist, file, rewrites)));
      Hosting hosting = HostingFiles.read(dist);
      hosting.warnings().forEach(warn);
      var manifest =
          new SiteManifest(
              new TreeMap<>(published),
              server ? null : INDEX,
              hosting.isEmpty() ? null : hosting,
              server);
      return store.apply(manifest.json());
    } catch (IOException e) {
      throw new UncheckedIOException("the built files cannot be read", e);
    }
  }

  private SiteManifest.File publish(Path dist, Path file, Rewrites rewrites) {
    String path = path(dist, file);
    String type = MediaTypes.of(path);
    byte[] content = content(file, type, rewrites);
    Map<String, Digest> encodings =
        Compression.of(content, type).entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, each -> store.apply(each.getValue())));
    return new SiteManifest.File(
        store.apply(content), type, content.length, new TreeMap<>(encodings), isImmutable(path));
  }

  private static byte[] content(Path file, String type, Rewrites rewrites) {
    try {
      byte[] original = Files.readAllBytes(file);
      if (!MediaTypes.isText(type)) {
        return original;
      }
      // Latin 1 maps every byte to itself, so that text in any encoding survives.
      String text = new String(original, StandardCharsets.ISO_8859_1);
      return rewrites.apply(text).getBytes(StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }

  /**
   * The name's hash is of what the build wrote. What was rewritten differs between environments,
   * which have different origins, so that a browser never mixes them up.
   */
  static boolean isImmutable(String path) {
    return path.startsWith("/_next/static/")
        || path.startsWith("/_nuxt/")
        || path.startsWith("/assets/") && FINGERPRINTED.matcher(path).matches();
  }

  private static String path(Path dist, Path file) {
    return "/" + dist.relativize(file).toString().replace('\\', '/');
  }
}
