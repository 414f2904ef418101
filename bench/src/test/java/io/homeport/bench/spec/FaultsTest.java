package io.homeport.bench.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.specs.document.Finding;
import io.homeport.specs.document.Owasp;
import io.homeport.specs.document.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsTest {

  @TempDir private Path folder;

  @Test
  void a_review_that_finds_nothing_misses_every_fault() throws IOException {
    var outcome = Faults.plant(folder, app -> List.of());

    assertThat(outcome.planted()).hasSize(42);
    assertThat(outcome.missed()).isEqualTo(outcome.planted());
    assertThat(outcome.falseAlarms()).isEmpty();
  }

  @Test
  void a_review_that_always_cries_raises_a_false_alarm_and_finds_only_its_own() throws IOException {
    var finding =
        new Finding(
            "1",
            "rls-disabled",
            Severity.ERROR,
            Owasp.BROKEN_ACCESS_CONTROL,
            "coupons",
            "",
            "",
            "",
            List.of(),
            null);

    var outcome = Faults.plant(folder, app -> List.of(finding));

    assertThat(outcome.falseAlarms()).containsExactly("rls-disabled coupons");
    assertThat(outcome.found()).isEqualTo(1);
  }

  @Test
  void every_fault_changes_the_clean_app() throws IOException {
    var outcome = Faults.plant(folder, app -> List.of());

    assertThat(outcome.planted())
        .allSatisfy(fault ->
            assertThat(contents(folder.resolve(fault.name())))
                .as(fault.name())
                .isNotEqualTo(contents(folder.resolve("clean"))));
  }

  private static List<String> contents(Path app) {
    return ResourceFolder.files(app).stream()
        .map(file -> {
          try {
            return app.relativize(file) + "\n" + Files.readString(file);
          } catch (IOException cause) {
            throw new IllegalStateException(cause);
          }
        })
        .toList();
  }
}
