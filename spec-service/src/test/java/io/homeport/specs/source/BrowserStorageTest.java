package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.homeport.specs.source.Uses.BrowserKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrowserStorageTest {

  @Test
  void keys_are_found_with_whether_they_are_set() {
    assertThat(
            read(
                """
                const DRAFT = "draft";
                const KEYS = { basket: "basket_v2" } as const;
                localStorage.setItem("seen", "1");
                const seen = window.localStorage.getItem('seen');
                sessionStorage.setItem(DRAFT, text);
                localStorage.setItem(KEYS.basket, JSON.stringify(items));
                localStorage.getItem(`note-${id}-text`);
                """))
        .extracting(BrowserKey::storage, BrowserKey::key, BrowserKey::writes)
        .containsExactly(
            tuple("localStorage", "seen", true),
            tuple("localStorage", "seen", false),
            tuple("sessionStorage", "draft", true),
            tuple("localStorage", "basket_v2", true),
            tuple("localStorage", "note-*-text", false));
  }

  @Test
  void what_only_looks_like_it_is_none() {
    assertThat(
            read(
                """
                // localStorage.setItem("commented", "1");
                localStorage.removeItem("gone");
                AsyncStorage.setItem("elsewhere", "1");
                localStorage.setItem(name, "1");
                localStorage.setItem(`${name}`, "1");
                """))
        .isEmpty();
  }

  private static List<BrowserKey> read(String code) {
    try (var parser = new CodeParser()) {
      var file = parser.parse("src/a.ts", code);
      return BrowserStorage.of(file);
    }
  }
}
