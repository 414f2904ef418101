package io.homeport.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.Test;

class SameOriginTest {

  private static final String HOST = "homeport.localhost:7610";

  private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();

  @Test
  void reading_is_not_guarded() {
    assertThat(SameOrigin.problem(HttpMethod.GET, headers, HOST)).isEmpty();
  }

  @Test
  void a_change_from_our_own_page_passes() {
    headers.set("X-Homeport-Console", "1").set("Origin", "http://homeport.localhost:7610");
    assertThat(SameOrigin.problem(HttpMethod.POST, headers, HOST)).isEmpty();
  }

  @Test
  void a_change_without_our_header_is_refused() {
    headers.set("Origin", "http://homeport.localhost:7610");
    assertThat(SameOrigin.problem(HttpMethod.POST, headers, HOST)).isPresent();
  }

  @Test
  void a_change_from_another_page_is_refused() {
    headers.set("X-Homeport-Console", "1");
    assertThat(SameOrigin.problem(HttpMethod.DELETE, headers, HOST)).isPresent();
    headers.set("Origin", "null");
    assertThat(SameOrigin.problem(HttpMethod.POST, headers, HOST)).isPresent();
    headers.set("Origin", "http://evil--production.apps.localhost:7610");
    assertThat(SameOrigin.problem(HttpMethod.POST, headers, HOST)).isPresent();
    headers.remove("Origin").set("Sec-Fetch-Site", "same-site");
    assertThat(SameOrigin.problem(HttpMethod.POST, headers, HOST)).isPresent();
  }
}
