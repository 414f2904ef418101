package io.homeport.specs.drafting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.specs.document.Deployment.Scaling.Kind;
import io.homeport.specs.document.SpecDocument;
import io.homeport.specs.document.Workflows.ExternalCall;
import io.homeport.specs.scratch.Limits;
import io.homeport.specs.scratch.SampleMigrations;
import io.homeport.specs.scratch.Scratch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An export of 2025, whose tables only the generated types know. */
class FirstGenerationTest {

  private final SpecDocument spec =
      new Drafter(Scratch.settings(), Limits.usual())
          .draft(
              new Drafter.Subject(
                  "seed-library",
                  Builder.LOVABLE,
                  Digest.of(new byte[0]),
                  SampleMigrations.root("lovable-2025")),
              (step, message) -> {});

  @Test
  void what_only_the_types_know_is_reconstructed_and_asked_about() {
    assertThat(spec.domain().entities())
        .extracting("name")
        .containsExactly("seed_packets", "swaps");
    assertThat(spec.domain().relationships())
        .extracting("from", "to")
        .containsExactly(tuple("swaps", "seed_packets"));
    assertThat(spec.domain().drift()).isEmpty();
    assertThat(spec.openQuestions())
        .extracting("id")
        .contains("reconstructed-table-seed_packets", "reconstructed-table-swaps");
  }

  @Test
  void each_page_is_known_with_the_tables_that_it_reaches() {
    assertThat(spec.workflows().screens())
        .extracting("path", "reads", "writes", "functions")
        .containsExactly(
            tuple("/", List.of("seed_packets"), List.of(), List.of("offer_swap")),
            tuple("/swaps", List.of(), List.of("swaps"), List.of()));
    assertThat(spec.deployment().scaling())
        .extracting("kind", "subject")
        .containsExactly(tuple(Kind.UNBOUNDED_SELECT, "seed_packets"));
  }

  @Test
  void hosts_that_the_app_contacts_are_told_from_links() {
    assertThat(spec.workflows().externalCalls())
        .extracting(ExternalCall::host, ExternalCall::contacted)
        .containsExactlyInAnyOrder(
            tuple("cdn.gpteng.co", true),
            tuple("fonts.googleapis.com", true),
            tuple("qmfkzoweidlbnvhtyraj.supabase.co", true),
            tuple("garden-club.example.org", false));
  }
}
