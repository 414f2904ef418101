package io.homeport.gateway.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "index.html",
        "/..",
        "/../etc/passwd",
        "/a/../../b",
        "/a/..",
        "/.",
        "/./a",
        "/%2e%2e/etc/passwd",
        "/%2E./a",
        "/.%2e/a",
        "/..;/admin",
        "/a/..;x=1/b",
        "/..%2fetc",
        "/a%2Fb",
        "/a%5cb",
        "/a%5C..%5Cb",
        "/a\\b",
        "/a%00.html",
        "/a%0d%0aSet-Cookie:x",
        "/a%7f",
        "/%252e%252e/etc",
        "/a%252fb",
        "/%c0%ae%c0%ae/",
        "/%ff",
        "/%",
        "/%2",
        "/%zz",
        "/a b",
        "/a#b",
        "/\u00e9"
      })
  void a_path_that_can_be_read_in_two_ways_is_refused(String raw) {
    assertThat(RequestPath.of(raw)).isInstanceOf(RequestPath.Refused.class);
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/index.html, /index.html",
    "/assets/index-BX1.js, /assets/index-BX1.js",
    "/a%20b.png, /a b.png",
    "/caf%C3%A9, /café",
    "/.well-known/acme, /.well-known/acme",
    "/..a/b, /..a/b",
    "/a..b, /a..b",
    "/...., /....",
    "/100%25, /100%",
    "/100%25.png, /100%.png",
    "/a;b, /a;b",
    "//a, //a"
  })
  void any_other_path_is_decoded(String raw, String decoded) {
    assertThat(RequestPath.of(raw)).isEqualTo(new RequestPath.Clean(decoded));
  }
}
