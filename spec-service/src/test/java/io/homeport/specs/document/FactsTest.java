package io.homeport.specs.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.homeport.specs.document.Remark.About;
import io.homeport.specs.document.Remark.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FactsTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void every_requirement_has_a_name_of_its_own() {
    var facts = Facts.of(SampleSpec.kiln());

    assertThat(facts).hasSizeGreaterThan(200);
    assertThat(facts).extracting(Fact::requirement).doesNotHaveDuplicates();
    assertThat(facts)
        .allSatisfy(fact -> {
          assertThat(fact.requirement()).matches("FR-[0-9A-HJKMNP-TV-Z]{8}");
          assertThat(fact.sentence())
              .contains("shall")
              .doesNotContain(" null ", " null.")
              .endsWith(".");
        });
  }

  @Test
  void a_requirement_keeps_its_name_when_others_come_and_its_own_words_change() {
    var before = Facts.of(SampleSpec.kiln());
    var later =
        SampleSpec.with(json -> {
          var attributes = (ArrayNode) json.at("/domain/entities/0/attributes");
          attributes.insert(0, attributes.get(0).deepCopy());
          ((com.fasterxml.jackson.databind.node.ObjectNode) attributes.get(0)).put("name", "fresh");
        });

    var after = Facts.of(later);

    assertThat(after.size()).isEqualTo(before.size() + 1);
    assertThat(after.stream().map(Fact::requirement).collect(Collectors.toSet()))
        .containsAll(before.stream().map(Fact::requirement).toList());
  }

  @Test
  void each_fact_points_to_what_states_it_in_the_document() throws IOException {
    var json = new ObjectMapper().readTree(CanonicalJson.write(SampleSpec.kiln()));

    assertThat(Facts.of(SampleSpec.kiln()))
        .allSatisfy(fact ->
            assertThat(fact.places())
                .isNotEmpty()
                .allSatisfy(place ->
                    assertThat(json.at(place).path("basis").path("review").asText())
                        .isEqualTo("unreviewed")));
  }

  @Test
  void what_people_said_is_laid_over_the_document_and_nothing_else_changes() throws IOException {
    // Given
    var spec = SampleSpec.kiln();
    var finding = spec.findings().getFirst();
    var question = spec.openQuestions().getFirst();
    var remarks =
        List.of(
            said(About.FACT, "entity:bookings", Verdict.CONFIRMED, "", 1),
            said(About.FACT, "entity:reviews", Verdict.CONFIRMED, "", 1),
            said(About.FACT, "entity:reviews", Verdict.DISPUTED, "They are gone.", 2),
            said(About.FINDING, finding.id(), Verdict.ACCEPTED, "On purpose.", 3),
            said(About.QUESTION, question.id(), Verdict.ANSWERED, "The new one.", 4),
            said(About.QUESTION, question.id(), Verdict.WITHDRAWN, "", 5));

    // When
    var shown = new ObjectMapper().readTree(ReviewedJson.of(new Reviewed(spec, remarks)));

    // Then
    assertThat(review(shown, "bookings")).isEqualTo("confirmed");
    assertThat(review(shown, "reviews")).isEqualTo("disputed");
    assertThat(review(shown, "sessions")).isEqualTo("unreviewed");
    assertThat(shown.at("/findings/0/acceptance/text").asText()).isEqualTo("On purpose.");
    assertThat(shown.at("/openQuestions/0/answer").isMissingNode()).isTrue();
    assertThat(ReviewedJson.of(Reviewed.untouched(spec))).isEqualTo(CanonicalJson.write(spec));
  }

  @Test
  void an_accepted_finding_is_shown_apart_with_its_reason() {
    var spec = SampleSpec.kiln();
    var error = spec.findings().getFirst();
    var accepted =
        new Reviewed(
            spec, List.of(said(About.FINDING, error.id(), Verdict.ACCEPTED, "Known & wanted.", 1)));

    String page = SpecMarkdown.of(accepted);

    assertThat(page).contains("1 error and", "; 1 accepted.", "### Accepted (1)");
    assertThat(page).contains("*accepted by ada on 2026-03-01: Known & wanted.*").contains("**FR-");
    assertThat(SpecMarkdown.of(spec)).contains("2 errors and").doesNotContain("Accepted (");
  }

  private static String review(JsonNode document, String entity) {
    for (var each : document.at("/domain/entities")) {
      if (each.path("name").asText().equals(entity)) {
        return each.path("basis").path("review").asText();
      }
    }
    throw new AssertionError("no entity " + entity);
  }

  private static Remark said(
      About about, String subject, Verdict verdict, String text, int secondsLater) {
    return new Remark(about, subject, verdict, text, "ada", NOON.plusSeconds(secondsLater));
  }
}
