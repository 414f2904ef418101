package io.homeport.deploy.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import io.homeport.contracts.Digest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SitePublisherTest {
  private static final String REF = "abcdefghijklmnopqrst";
  private static final String ANON = jwt("anon");
  private static final String OWN_KEY = "own-anon-key";

  @TempDir Path dist;
  private final List<String> warnings = new ArrayList<>();
  private final Map<Digest, byte[]> stored = new HashMap<>();

  @Test
  void the_hosted_project_is_replaced_by_the_environment() {
    // Given
    var rewrites = rewrites("http://shop--production.apps.localhost:7080/");

    // When
    String rewritten =
        rewrites.apply(
            "createClient(\"https://%s.supabase.co\",\"%s\");ws='wss://%s.supabase.co/realtime/v1';x=\"https:\\/\\/%s.supabase.co\""
                .formatted(REF, ANON, REF, REF));

    // Then
    assertThat(rewritten)
        .isEqualTo(
            "createClient(\"http://shop--production.apps.localhost:7080\",\"own-anon-key\");"
                + "ws='ws://shop--production.apps.localhost:7080/realtime/v1';"
                + "x=\"http:\\/\\/shop--production.apps.localhost:7080\"");
  }

  @Test
  void another_project_is_left_alone() {
    // Given
    String other =
        "fetch('https://zzzzzzzzzzzzzzzzzzzz.supabase.co/storage/v1/object/public/x.png')";

    // When
    String rewritten = rewrites("https://shop.example.org/").apply(other);

    // Then
    assertThat(rewritten).isEqualTo(other);
  }

  @Test
  void files_are_stored_rewritten_and_compressed_and_listed() throws Exception {
    // Given
    String script =
        "const url = 'https://%s.supabase.co';\n".formatted(REF) + "// filler\n".repeat(400);
    Files.createDirectories(dist.resolve("assets"));
    Files.writeString(dist.resolve("index.html"), "<p>small</p>");
    Files.writeString(dist.resolve("_redirects"), "/a /b\n/c\n");
    Files.writeString(dist.resolve("assets/index-BkX3l9aQ.js"), script);
    Files.write(dist.resolve("logo.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', (byte) 0xff});

    // When
    Digest site =
        new SitePublisher(this::store)
            .publish(dist, rewrites("https://shop.example.org/"), false, warnings::add);

    // Then
    JsonNode manifest = new ObjectMapper().readTree(stored.get(site));
    assertThat(manifest.path("fallback").asText()).isEqualTo("/index.html");
    assertThat(manifest.at("/hosting/redirects/0/to").asText()).isEqualTo("/b");
    assertThat(manifest.at("/files/~1_redirects").isMissingNode()).isTrue();
    assertThat(warnings).hasSize(1);
    assertThat(manifest.at("/files/~1index.html/encodings").size()).isZero();
    JsonNode asset = manifest.at("/files/~1assets~1index-BkX3l9aQ.js");
    assertThat(asset.path("immutable").asBoolean()).isTrue();
    assertThat(asset.path("type").asText()).isEqualTo("text/javascript; charset=utf-8");
    byte[] gzip = stored.get(Digest.parse(asset.at("/encodings/gzip").asText()));
    assertThat(new String(new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes()))
        .startsWith("const url = 'https://shop.example.org';");
    assertThat(asset.at("/encodings/br").asText()).startsWith("sha256:");
    byte[] zstd = stored.get(Digest.parse(asset.at("/encodings/zstd").asText()));
    assertThat(new String(Zstd.decompress(zstd, (int) Zstd.getFrameContentSize(zstd))))
        .startsWith("const url = 'https://shop.example.org';");
    assertThat(stored.get(Digest.parse(manifest.at("/files/~1logo.png/digest").asText())))
        .isEqualTo(Files.readAllBytes(dist.resolve("logo.png")));
  }

  @Test
  void links_are_not_published() throws Exception {
    // Given
    Files.writeString(dist.resolve("index.html"), "x");
    Files.createSymbolicLink(dist.resolve("passwd.txt"), Path.of("/etc/passwd"));

    // When
    Digest site =
        new SitePublisher(this::store)
            .publish(dist, rewrites("https://shop.example.org/"), false, warnings::add);

    // Then
    assertThat(new String(stored.get(site), StandardCharsets.UTF_8)).doesNotContain("passwd");
  }

  @ParameterizedTest
  @CsvSource({
    "/assets/index-BkX3l9aQ.js, true",
    "/assets/vendor-1a2b3c4d.css, true",
    "/assets/logo.png, false",
    "/assets/hero-workshop.jpg, false",
    "/favicon-12345678.ico, false"
  })
  void only_fingerprinted_assets_are_immutable(String path, boolean immutable) {
    assertThat(SitePublisher.isImmutable(path)).isEqualTo(immutable);
  }

  private Rewrites rewrites(String url) {
    var references = SupabaseReferences.in("https://" + REF + ".supabase.co " + ANON);
    return new Rewrites(references, URI.create(url), OWN_KEY);
  }

  private Digest store(byte[] content) {
    Digest digest = Digest.of(content);
    stored.put(digest, content);
    return digest;
  }

  private static String jwt(String role) {
    String claims = "{\"iss\":\"supabase\",\"ref\":\"" + REF + "\",\"role\":\"" + role + "\"}";
    return "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".c2lnbmF0dXJlLXNpZ25hdHVyZQ";
  }
}
