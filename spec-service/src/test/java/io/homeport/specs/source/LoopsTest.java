package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LoopsTest {

  @Test
  void what_stands_in_the_body_of_a_loop_is_repeated() {
    assertThat(repeated("a.ts", "for (const x of xs) { await ask(x); }")).isTrue();
    assertThat(repeated("a.ts", "for (let i = 0; i < 9; i++) await ask(i);")).isTrue();
    assertThat(repeated("a.ts", "while (more) { try { ask(); } finally {} }")).isTrue();
    assertThat(repeated("a.py", "for x in xs:\n    ask(x)\n")).isTrue();
    assertThat(repeated("a.py", "found = [ask(x) for x in xs]\n")).isTrue();
  }

  @Test
  void what_runs_for_each_element_is_repeated() {
    assertThat(repeated("a.ts", "await Promise.all(xs.map(async (x) => ask(x)));")).isTrue();
    assertThat(repeated("a.ts", "xs.forEach(function (x) { ask(x); });")).isTrue();
  }

  @Test
  void what_stands_in_the_head_of_a_loop_is_asked_once() {
    assertThat(repeated("a.ts", "for (const x of await ask()) { use(x); }")).isFalse();
    assertThat(repeated("a.py", "found = [use(x) for x in ask()]\n")).isFalse();
  }

  @Test
  void what_a_person_starts_from_within_a_list_is_not_repeated() {
    assertThat(repeated("a.tsx", "xs.map((x) => <button onClick={() => ask(x)} />);")).isFalse();
    assertThat(repeated("a.ts", "for (const x of xs) { const later = () => ask(x); }")).isFalse();
    assertThat(repeated("a.ts", "ask(xs.map((x) => x.id));")).isFalse();
    assertThat(repeated("a.ts", "setTimeout(() => ask(1), 10);")).isFalse();
  }

  private static boolean repeated(String path, String code) {
    try (var parser = new CodeParser()) {
      var file = parser.parse(path, code);
      var calls =
          file.calls().stream()
              .filter(call -> call.calledName().filter("ask"::equals).isPresent())
              .toList();
      assertThat(calls).hasSize(List.of(code.split("\\bask\\(", -1)).size() - 1);
      return calls.stream().anyMatch(Loops::contain);
    }
  }
}
