package io.homeport.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.homeport.local.Checkout;
import io.homeport.processes.Command;
import io.homeport.processes.Finished;
import io.homeport.processes.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts, by the program that Prometheus comes with. */
class AlertRulesTest {

  private static final String RULES = "homeport.yml";
  private static final String TESTS = "homeport_test.yml";

  @TempDir Path folder;

  private final Path rules = Checkout.find().root().resolve("infra/prometheus/rules");

  @Test
  void every_alert_comes_when_it_should_and_not_before() {
    Finished finished = promtool(rules);

    assertThat(finished.exitCode()).as(finished.stdout() + finished.stderr()).isZero();
  }

  /** Those that page for backups, made deaf: else the tests would show nothing. */
  @Test
  void an_alert_that_does_not_come_is_noticed() throws IOException {
    String text = Files.readString(rules.resolve(RULES));
    String deaf = text.replace("homeport_backup_missed) >= 2", "homeport_backup_missed) >= 200");
    assertThat(deaf).isNotEqualTo(text);
    Files.writeString(folder.resolve(RULES), deaf);
    Files.copy(rules.resolve(TESTS), folder.resolve(TESTS));

    assertThat(promtool(folder).exitCode()).isNotZero();
  }

  @Test
  void every_alert_has_a_page_that_says_what_to_do() throws IOException {
    String page = Files.readString(Checkout.find().root().resolve("docs/operations/alerts.md"));

    List<String> alerts =
        Files.readAllLines(rules.resolve(RULES)).stream()
            .map(String::strip)
            .filter(line -> line.startsWith("- alert: "))
            .map(line -> line.substring("- alert: ".length()))
            .toList();

    assertThat(alerts).isNotEmpty();
    alerts.forEach(alert -> {
      if (!page.contains("\n## " + alert + "\n")) {
        fail(alert + " has no heading in docs/operations/alerts.md");
      }
    });
  }

  private static Finished promtool(Path folder) {
    Optional<Path> program =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
            .map(each -> Path.of(each, "promtool"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(program.isPresent(), "promtool comes with prometheus");
    return Processes.run(Command.of(program.get().toString(), "test", "rules", TESTS).in(folder));
  }
}
