package io.homeport.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {

  @Test
  void a_host_has_no_port_no_capitals_and_no_trailing_dot() {
    assertThat(HostName.ofHeader("Shop--Production.Apps.localhost:8080"))
        .contains("shop--production.apps.localhost");
    assertThat(HostName.ofHeader("shop.localhost.")).contains("shop.localhost");
    assertThat(HostName.ofHeader("127.0.0.1:80")).contains("127.0.0.1");
    assertThat(HostName.ofHeader("[::1]:80")).contains("[::1]");
    assertThat(HostName.ofHeader("[::1]")).contains("[::1]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":80",
        "a b",
        "a/b",
        "a@b",
        "a:b",
        "a:123456",
        "a,b",
        "-a",
        "a..",
        "[::1",
        "a%00",
        "a\\b"
      })
  void what_is_no_host_is_none(String header) {
    assertThat(HostName.ofHeader(header)).isEmpty();
  }
}
