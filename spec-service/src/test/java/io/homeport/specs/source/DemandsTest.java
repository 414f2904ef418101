package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemandsTest {

  @TempDir private Path folder;

  @Test
  void what_a_file_throws_without_when_it_is_loaded_is_demanded() {
    assertThat(
            demanded(
                """
                if (!process.env.PAY_KEY) { throw new Error("PAY_KEY is missing"); }
                const sendKey = process.env.SEND_KEY!;
                const listKey = process.env.LIST_KEY;
                const title = import.meta.env.VITE_TITLE as string;
                if (!sendKey || listKey === undefined) throw new Error("keys are missing");
                if (!title) { console.error("no title"); process.exit(1); }
                """))
        .containsExactlyInAnyOrder("PAY_KEY", "SEND_KEY", "LIST_KEY", "VITE_TITLE");
  }

  @Test
  void what_is_read_in_a_function_with_a_default_or_under_more_conditions_is_not() {
    assertThat(
            demanded(
                """
                export function pay() {
                  if (!process.env.PAY_KEY) { throw new Error("PAY_KEY is missing"); }
                }
                const title = process.env.TITLE || "Kiln";
                if (!title) throw new Error("no title");
                if (!process.env.MAIL_KEY && process.env.NODE_ENV === "production") throw new Error("x");
                if (!process.env.MAP_KEY) console.warn("no maps");
                if (!process.env.CHAT_KEY) { answer = () => { throw new Error("no chat"); }; }
                const plain = process.env.PLAIN;
                """))
        .isEmpty();
  }

  @Test
  void a_file_that_nobody_but_a_script_brings_in_starts_with_no_app() {
    var facts =
        new HandMade(folder)
            .with("src/pay.ts", "export const key = process.env.PAY_KEY;")
            .with("src/main.ts", "import { key } from './pay';\nconsole.log(key);")
            .with("src/old.ts", "export const key = process.env.OLD_KEY;")
            .with("scripts/fill.ts", "import { key } from '../src/old';\nconsole.log(key);")
            .read();

    assertThat(facts.graph().isImported("src/pay.ts")).isTrue();
    assertThat(facts.graph().isImported("src/old.ts")).isFalse();
  }

  private List<String> demanded(String code) {
    return new HandMade(folder)
        .with("server/index.ts", code).read().variables().stream()
            .filter(Uses.Variable::demanded)
            .map(Uses.Variable::name)
            .distinct()
            .toList();
  }
}
