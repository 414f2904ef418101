package io.homeport.gateway.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.gateway.route.SiteManifest;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FileAnswerTest {

  private static final String PLAIN = "a".repeat(64);
  private static final String BR = "b".repeat(64);
  private static final String GZIP = "c".repeat(64);
  private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";

  private SiteManifest site;

  @BeforeEach
  void publish() throws IOException {
    site =
        SiteManifest.read(
            """
            {"files": {"/index.html": {"digest": "%1$s", "type": "text/html", "bytes": 1000,
                                       "encodings": {"br": "%2$s", "gzip": "%3$s"}},
                       "/pic.png": {"digest": "%1$s", "type": "image/png", "bytes": 1000}},
             "fallback": "/index.html"}
            """
                .formatted(PLAIN, BR, GZIP)
                .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void the_gladliest_taken_encoding_is_sent() {
    assertThat(sent("gzip, deflate, br, zstd")).isEqualTo(BR);
    assertThat(sent("gzip")).isEqualTo(GZIP);
    assertThat(sent("br;q=0.5, gzip")).isEqualTo(GZIP);
    assertThat(sent("br;q=0, gzip;q=0")).isEqualTo(PLAIN);
    assertThat(sent("*")).isEqualTo(BR);
    assertThat(sent("*, br;q=0")).isEqualTo(GZIP);
    assertThat(sent("identity")).isEqualTo(PLAIN);
    assertThat(sent("br;q=x")).isEqualTo(PLAIN);
    assertThat(sent(null)).isEqualTo(PLAIN);
  }

  @Test
  void a_navigation_to_a_path_that_is_no_file_gets_the_start_page() {
    assertThat(answer(HttpMethod.GET, "/workshops/12", BROWSER))
        .isInstanceOf(FileAnswer.Whole.class);
    assertThat(answer(HttpMethod.HEAD, "/workshops/12", BROWSER))
        .isInstanceOf(FileAnswer.Whole.class);
  }

  @Test
  void a_missing_asset_is_missing_and_never_the_start_page() {
    assertThat(answer(HttpMethod.GET, "/assets/old-1.js", BROWSER))
        .isInstanceOf(FileAnswer.NotFound.class);
    assertThat(answer(HttpMethod.GET, "/assets/old-1.js", "*/*"))
        .isInstanceOf(FileAnswer.NotFound.class);
    assertThat(answer(HttpMethod.GET, "/workshops/12", "application/json"))
        .isInstanceOf(FileAnswer.NotFound.class);
    assertThat(answer(HttpMethod.GET, "/workshops/12", null))
        .isInstanceOf(FileAnswer.NotFound.class);
  }

  @Test
  void files_are_only_read() {
    assertThat(answer(HttpMethod.POST, "/index.html", BROWSER))
        .isInstanceOf(FileAnswer.MethodNotAllowed.class);
    assertThat(answer(HttpMethod.DELETE, "/nothing", BROWSER))
        .isInstanceOf(FileAnswer.MethodNotAllowed.class);
  }

  @Test
  void who_has_the_file_already_is_told_so() {
    assertThat(conditional("\"" + BR + "\"", "br")).isInstanceOf(FileAnswer.NotModified.class);
    assertThat(conditional("\"x\", W/\"" + BR + "\"", "br"))
        .isInstanceOf(FileAnswer.NotModified.class);
    assertThat(conditional("*", null)).isInstanceOf(FileAnswer.NotModified.class);
    assertThat(conditional("\"" + PLAIN + "\"", "br")).isInstanceOf(FileAnswer.Whole.class);
  }

  @Test
  void a_range_is_a_part_of_the_file_as_it_is() {
    assertThat(ranged("bytes=0-99", null)).isEqualTo(new ByteRange(0, 99));
    assertThat(ranged("bytes=900-", null)).isEqualTo(new ByteRange(900, 999));
    assertThat(ranged("bytes=-100", null)).isEqualTo(new ByteRange(900, 999));
    assertThat(ranged("bytes=990-2000", null)).isEqualTo(new ByteRange(990, 999));
    assertThat(ranged("bytes=-5000", null)).isEqualTo(new ByteRange(0, 999));
    assertThat(ranged("bytes=0-99", "\"" + PLAIN + "\"")).isEqualTo(new ByteRange(0, 99));
  }

  @Test
  void a_range_that_cannot_be_served_is_said_to_be_so_or_ignored() {
    assertThat(range("bytes=1000-", null)).isInstanceOf(FileAnswer.Unsatisfiable.class);
    assertThat(range("bytes=-0", null)).isInstanceOf(FileAnswer.Unsatisfiable.class);
    assertThat(range("bytes=0-1,5-6", null)).isInstanceOf(FileAnswer.Whole.class);
    assertThat(range("bytes=9-1", null)).isInstanceOf(FileAnswer.Whole.class);
    assertThat(range("lines=1-2", null)).isInstanceOf(FileAnswer.Whole.class);
    assertThat(range("bytes=0-99", "\"old\"")).isInstanceOf(FileAnswer.Whole.class);
    assertThat(range("bytes=99999999999999999999-", null)).isInstanceOf(FileAnswer.Whole.class);
  }

  private String sent(String acceptEncoding) {
    FileAnswer answer = FileAnswer.of(site, request(acceptEncoding, null, null, null));
    return ((FileAnswer.Whole) answer).representation().digest().hex();
  }

  private FileAnswer answer(HttpMethod method, String path, String accept) {
    return FileAnswer.of(site, new FileRequest(method, path, accept, null, null, null, null));
  }

  private FileAnswer conditional(String ifNoneMatch, String acceptEncoding) {
    return FileAnswer.of(site, request(acceptEncoding, ifNoneMatch, null, null));
  }

  private FileAnswer range(String range, String ifRange) {
    return FileAnswer.of(site, request("br", null, range, ifRange));
  }

  private ByteRange ranged(String range, String ifRange) {
    FileAnswer.Part part = (FileAnswer.Part) range(range, ifRange);
    assertThat(part.representation().digest().hex()).isEqualTo(PLAIN);
    return part.range();
  }

  private static FileRequest request(
      String acceptEncoding, String ifNoneMatch, String range, String ifRange) {
    return new FileRequest(
        HttpMethod.GET, "/index.html", BROWSER, acceptEncoding, ifNoneMatch, range, ifRange);
  }
}
