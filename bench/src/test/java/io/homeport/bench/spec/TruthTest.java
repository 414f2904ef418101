package io.homeport.bench.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TruthTest {

  private static final Set<String> ACCESS = Set.of("none", "own", "some", "all");

  @Test
  void every_role_has_four_cells_for_every_table() {
    assertThat(Truth.all())
        .hasSizeGreaterThanOrEqualTo(8)
        .allSatisfy(truth -> {
          var tables = truth.tables() == null ? Map.<String, Truth.Table>of() : truth.tables();
          List<String> roles = truth.roles() == null ? List.of() : truth.roles();
          assertThat(tables.values())
              .allSatisfy(table -> {
                assertThat(table.permissions().keySet()).containsExactlyInAnyOrderElementsOf(roles);
                assertThat(table.permissions().values())
                    .allSatisfy(cells -> assertThat(cells).hasSize(4).isSubsetOf(ACCESS));
              });
        });
  }

  @Test
  void keys_are_made_of_columns_that_are_there() {
    assertThat(Truth.all())
        .allSatisfy(truth -> {
          var tables = truth.tables() == null ? Map.<String, Truth.Table>of() : truth.tables();
          assertThat(tables.values())
              .allSatisfy(table -> {
                assertThat(table.columns().keySet()).containsAll(table.primaryKey());
                assertThat(table.foreignKeys())
                    .allSatisfy(key -> {
                      assertThat(table.columns().keySet()).containsAll(key.columns());
                      var target = tables.get(key.target());
                      assertThat(target == null ? List.of("id") : target.columns().keySet())
                          .containsAll(key.targetColumns());
                    });
              });
        });
  }

  @Test
  void it_says_which_commit_was_read() {
    assertThat(Truth.all())
        .allSatisfy(truth -> {
          assertThat(truth.repository()).startsWith("https://github.com/");
          assertThat(truth.commit()).matches("[0-9a-f]{40}");
        });
  }
}
