package io.homeport.backup.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.backup.inventory.CatalogueEntry;
import io.homeport.backup.inventory.DatabaseProperties;
import io.homeport.backup.inventory.Inventory;
import io.homeport.backup.inventory.SequencePosition;
import io.homeport.backup.inventory.TableContents;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  @Test
  void on_a_newer_major_version_rows_are_counted_and_all_else_is_looked_for_by_name() {
    // Given
    Inventory was = inventory(15, 90, "1:1", "grant on table public.t to anon", 7);

    // Then
    assertThat(
            Comparison.acrossMajors(
                was, inventory(16, 90, "2:2", "grant on table public.t to anon", 7)))
        .isEmpty();
    assertThat(
            Comparison.acrossMajors(
                was, inventory(16, 89, "2:2", "grant on table public.t to nobody", 6)))
        .extracting(Difference::what)
        .containsExactlyInAnyOrder(
            "public.t has 89 rows instead of 90",
            "grant on table public.t to anon is missing",
            "sequence public.s stands at 6 instead of 7");
    assertThat(Comparison.of(was, inventory(16, 90, "2:2", "grant on table public.t to anon", 7)))
        .hasSize(1);
  }

  private static Inventory inventory(
      int major, long rows, String hash, String grant, long sequence) {
    return new Inventory(
        major,
        major + ".1",
        "postgres",
        new DatabaseProperties(
            "app", "owner", "UTF8", "C", "C", Optional.empty(), List.of(), List.of()),
        List.of(),
        List.of(
            new CatalogueEntry("table", "public.t", "owner owner, as written by " + major),
            new CatalogueEntry("grant", grant.substring("grant ".length()), "SELECT by owner")),
        List.of(new TableContents("public.t", rows, hash)),
        List.of(new SequencePosition("public.s", sequence, true, sequence, true)));
  }
}
