package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.homeport.specs.packages.PackageReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that were written to keep patterns busy. */
class HostileTextsTest {

  /** Backtracking in them takes hours; reading them, some seconds. */
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private static final int MANY = 200_000;

  @TempDir private Path folder;

  @Test
  void a_file_written_to_keep_patterns_busy_is_named_and_the_others_are_read() {
    var tree =
        new HandMade(folder)
            .with("firestore.rules", "allow ".repeat(MANY / 2))
            .with("index.html", "<!--".repeat(MANY))
            .with("public/more.html", "<a ".repeat(MANY))
            .with("schema.sql", "create type x as enum ('a');" + "\n".repeat(MANY * 4))
            .with("src/query.ts", "const q = `select a from t ${" + "{".repeat(MANY) + "`;")
            .with("src/actions.ts", "// a\n".repeat(MANY / 10) + "export function act() {}")
            .with("src/page.ts", "fetch('https://api.example.org/x');");

    var facts = assertTimeoutPreemptively(LIMIT, tree::read);

    assertThat(facts.unparsed())
        .extracting("file")
        .contains("firestore.rules", "index.html", "public/more.html")
        .doesNotContain("src/page.ts", "src/actions.ts");
  }

  @Test
  void what_leads_round_in_rings_is_followed_once() {
    String ring = "export * from './%s';\n".repeat(1000);
    var tree =
        new HandMade(folder)
            .with("src/a.ts", ring.replace("%s", "b"))
            .with("src/b.ts", ring.replace("%s", "a"))
            .with("src/use.ts", "import { act } from './a';\nact();\n")
            .with(
                "server/index.js",
                "const a = express.Router();\nconst b = express.Router();\n"
                    + "a.use('/b', b);\nb.use('/a', a);\n".repeat(60)
                    + "a.get('/x', (req, res) => res.json({}));\n");

    var facts = assertTimeoutPreemptively(LIMIT, tree::read);
    var spans =
        assertTimeoutPreemptively(
            LIMIT, () -> facts.graph().reachedFrom(facts.graph().whole("src/use.ts")));

    assertThat(facts.served()).hasSizeLessThan(1000);
    assertThat(spans).isNotEmpty();
  }

  @Test
  void lists_of_packages_written_to_keep_patterns_busy_are_read_at_once() {
    String spaces = " ".repeat(MANY);
    var tree =
        new HandMade(folder)
            .with("requirements.txt", "flask" + spaces + "\u2028!\nrich==13.0.1\n")
            .with("a/pyproject.toml", "dependencies = [" + spaces + "x")
            .with("b/pyproject.toml", "dependencies = [\n".repeat(MANY / 10));

    tree.read();
    var packages =
        assertTimeoutPreemptively(
            LIMIT, () -> PackageReader.of(SourceTree.in(folder), List.of()).packages());

    assertThat(packages).extracting("name").contains("flask", "rich");
  }
}
