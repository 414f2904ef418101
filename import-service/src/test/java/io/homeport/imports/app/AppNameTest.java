package io.homeport.imports.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"kiln", "a1", "my-app-2", "x123456789012345678901234567890123456789"})
  void a_dns_label_is_a_name(String text) {
    assertThat(AppName.parse(text)).map(AppName::text).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "1app",
        "-app",
        "app-",
        "my--app",
        "My",
        "a b",
        "a.b",
        "app;rm -rf /",
        "$(id)",
        "ünïcode",
        "../etc",
        "x1234567890123456789012345678901234567890"
      })
  void anything_else_is_none(String text) {
    assertThat(AppName.parse(text)).isEmpty();
  }
}
