package io.homeport.gateway.route;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.homeport.contracts.Digest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a release publishes: every file by its path, and what answers where there is no file: the
 * app's own server, or for navigations a page. It is an object itself, so that its digest names
 * exactly this set of files.
 *
 * <pre>{@code
 * {"files": {"/index.html": {"digest": "sha256:…", "type": "text/html", "bytes": 512,
 *                            "encodings": {"br": "sha256:…", "zstd": …, "gzip": …}, "immutable": false}},
 *  "fallback": "/index.html",
 *  "hosting": {"headers": [{"path": "/*", "set": {"x-frame-options": "DENY"}}],
 *              "redirects": [{"from": "/old/*", "to": "/new/:splat", "status": 301, "force": false}],
 *              "notFound": "/404.html"},
 *  "server": false}
 * }</pre>
 */
public final class SiteManifest {

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Map<String, SiteFile> files;
  private final @Nullable SiteFile fallback;
  private final Hosting hosting;
  private final boolean server;

  private SiteManifest(
      Map<String, SiteFile> files, @Nullable SiteFile fallback, Hosting hosting, boolean server) {
    this.files = Map.copyOf(files);
    this.fallback = fallback;
    this.hosting = hosting;
    this.server = server;
  }

  /**
   * @throws IOException if this is no site manifest; the message says what is wrong with it
   */
  public static SiteManifest read(byte[] json) throws IOException {
    Document document = JSON.readValue(json, Document.class);
    if (document == null || document.files == null) {
      throw new IOException("a site manifest has \"files\"");
    }
    Map<String, SiteFile> files = new HashMap<>();
    for (var entry : document.files.entrySet()) {
      files.put(entry.getKey(), file(entry.getKey(), entry.getValue()));
    }
    return new SiteManifest(
        files,
        document.fallback == null ? null : files.get(document.fallback),
        Hosting.of(document.hosting),
        document.server);
  }

  private static SiteFile file(String path, Entry entry) throws IOException {
    if (!path.startsWith("/") || entry.digest == null || entry.bytes < 0) {
      throw new IOException("a file has a path that starts with /, a digest and its size: " + path);
    }
    Map<String, Digest> encodings = entry.encodings == null ? Map.of() : entry.encodings;
    return new SiteFile(
        entry.type == null ? "application/octet-stream" : entry.type,
        entry.bytes,
        entry.immutable,
        Representation.identity(entry.digest),
        Representation.encoded("br", encodings.get("br")),
        Representation.encoded("zstd", encodings.get("zstd")),
        Representation.encoded("gzip", encodings.get("gzip")));
  }

  /**
   * The file that a path names: itself, or as static hosts have it, the page of a directory or the
   * page whose name lacks its extension.
   *
   * @param path decoded, starting with a slash
   */
  public Optional<SiteFile> file(String path) {
    SiteFile exact = files.get(path);
    if (exact != null) {
      return Optional.of(exact);
    }
    if (path.endsWith("/")) {
      return Optional.ofNullable(files.get(path + "index.html"));
    }
    if (path.lastIndexOf('.') > path.lastIndexOf('/')) {
      return Optional.empty();
    }
    SiteFile page = files.get(path + ".html");
    return Optional.ofNullable(page != null ? page : files.get(path + "/index.html"));
  }

  /** The page for navigations to paths that are no file. */
  public Optional<SiteFile> fallback() {
    return Optional.ofNullable(fallback);
  }

  /** What the app says of how its files are served. */
  public Hosting hosting() {
    return hosting;
  }

  /** Whether the app has a server of its own, which answers whatever is no file. */
  public boolean hasServer() {
    return server;
  }

  public int size() {
    return files.size();
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Document(
      @JsonProperty("files") @Nullable Map<String, Entry> files,
      @JsonProperty("fallback") @Nullable String fallback,
      @JsonProperty("hosting") Hosting.@Nullable Document hosting,
      @JsonProperty("server") boolean server) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Entry(
      @JsonProperty("digest") @Nullable Digest digest,
      @JsonProperty("type") @Nullable String type,
      @JsonProperty("bytes") long bytes,
      @JsonProperty("encodings") @Nullable Map<String, Digest> encodings,
      @JsonProperty("immutable") boolean immutable) {}
}
