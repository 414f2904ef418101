package io.homeport.deploy.site;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.homeport.contracts.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which files a site has: what the door serves of a release in an environment.
 *
 * @param files path from the root, such as {@code /assets/index-1a2b3c4d.js} → the file
 * @param fallback the path that answers a navigation to an unknown path; null for none
 * @param hosting what the app says of how its files are served; null if nothing
 * @param server whether the app's own server answers what is no file
 */
public record SiteManifest(
    SortedMap<String, File> files,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String fallback,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Hosting hosting,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonProperty("server") boolean server) {

  /**
   * @param digest the content
   * @param type its media type
   * @param bytes its size
   * @param encodings content coding, {@code br}, {@code zstd} or {@code gzip} → the content so
   *     encoded
   * @param immutable whether the path's content never changes, so that browsers may keep it
   */
  public record File(
      Digest digest,
      String type,
      long bytes,
      Map<String, Digest> encodings,
      @JsonProperty("immutable") boolean immutable) {}

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  public SiteManifest {
    files = new TreeMap<>(files);
  }

  /** The same site gives the same bytes. */
  public byte[] json() {
    try {
      return JSON.writeValueAsString(this).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest is always writable", e);
    }
  }
}
