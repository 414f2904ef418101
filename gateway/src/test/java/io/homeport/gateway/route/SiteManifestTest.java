package io.homeport.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SiteManifestTest {

  private static final String D = "sha256:" + "a".repeat(64);

  @Test
  void files_are_found_by_path_and_pages_as_static_hosts_find_them() throws IOException {
    // Given
    SiteManifest site =
        read(
            """
            {"files": {"/index.html": {"digest": "%1$s", "type": "text/html", "bytes": 1},
                       "/docs/index.html": {"digest": "%1$s", "type": "text/html", "bytes": 1},
                       "/about.html": {"digest": "%1$s", "type": "text/html", "bytes": 1},
                       "/app.js": {"digest": "%1$s", "type": "text/javascript", "bytes": 1,
                                   "immutable": true, "encodings": {"br": "%1$s"}, "new": 1}},
             "fallback": "/index.html", "unknown": true}
            """
                .formatted(D));
    // Then
    assertThat(site.file("/app.js")).map(SiteFile::immutable).contains(true);
    assertThat(site.file("/app.js").orElseThrow().br()).isNotNull();
    assertThat(site.file("/app.js").orElseThrow().gzip()).isNull();
    assertThat(site.file("/")).isPresent();
    assertThat(site.file("/docs/")).isPresent();
    assertThat(site.file("/docs")).isPresent();
    assertThat(site.file("/about")).isPresent();
    assertThat(site.file("/missing.js")).isEmpty();
    assertThat(site.file("/App.js")).isEmpty();
    assertThat(site.fallback()).isPresent();
  }

  @Test
  void what_is_no_manifest_is_refused() {
    assertThatThrownBy(() -> read("[]")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read("{}")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read("{\"files\":{\"x\":{\"digest\":\"" + D + "\"}}}"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> read("{\"files\":{\"/x\":{\"digest\":\"../../etc\"}}}"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void a_site_without_its_fallback_has_none() throws IOException {
    assertThat(read("{\"files\":{},\"fallback\":\"/index.html\"}").fallback()).isEmpty();
  }

  private static SiteManifest read(String json) throws IOException {
    return SiteManifest.read(json.getBytes(StandardCharsets.UTF_8));
  }
}
