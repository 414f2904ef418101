package io.homeport.specs.drafting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.specs.document.Authentication.Access;
import io.homeport.specs.document.Authentication.Action;
import io.homeport.specs.document.CanonicalJson;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.Finding;
import io.homeport.specs.document.Severity;
import io.homeport.specs.document.SpecDocument;
import io.homeport.specs.document.SpecMarkdown;
import io.homeport.specs.document.Workflows.StartedBy;
import io.homeport.specs.scratch.Limits;
import io.homeport.specs.scratch.SampleMigrations;
import io.homeport.specs.scratch.Scratch;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The specification of the sample, which is an app in the shape of a real export. */
class DrafterTest {

  private static SpecDocument spec;

  @BeforeAll
  static void draft() {
    spec = draftSample();
  }

  @Test
  void the_same_snapshot_gives_the_same_bytes() {
    var again = draftSample();

    assertThat(CanonicalJson.write(again)).isEqualTo(CanonicalJson.write(spec));
    assertThat(SpecMarkdown.of(again)).isEqualTo(SpecMarkdown.of(spec));
  }

  @Test
  void what_was_written_can_be_read_again() {
    assertThat(CanonicalJson.read(CanonicalJson.write(spec))).isEqualTo(spec);
  }

  @Test
  void the_planted_weaknesses_are_found_and_nothing_else_is_called_an_error() {
    assertThat(spec.findings())
        .filteredOn(finding -> finding.severity() == Severity.ERROR)
        .extracting(Finding::rule, Finding::subject)
        .containsExactlyInAnyOrder(
            tuple("policy-always-true", "announcements.Team can manage announcements"),
            tuple("sign-up-sets-role", "handle_new_user"));
    assertThat(spec.findings())
        .filteredOn(finding -> finding.rule().equals("sign-up-sets-role"))
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.evidence().getFirst().where()).contains("20251003092231"));
  }

  @Test
  void the_roles_are_those_of_the_platform_and_those_of_the_app() {
    assertThat(spec.authentication().roles())
        .extracting("name")
        .containsExactly("anon", "authenticated", "admin", "instructor", "member", "service_role");
  }

  @Test
  void the_matrix_says_who_may_do_what() {
    assertThat(access("anon", "workshops", Action.SELECT)).isEqualTo(Access.SOME);
    assertThat(access("anon", "maker_notes", Action.SELECT)).isEqualTo(Access.NONE);
    assertThat(access("authenticated", "maker_notes", Action.SELECT)).isEqualTo(Access.OWN);
    assertThat(access("authenticated", "announcements", Action.DELETE)).isEqualTo(Access.ALL);
    assertThat(access("admin", "reviews", Action.DELETE)).isEqualTo(Access.ALL);
    assertThat(access("authenticated", "workshops", Action.DELETE)).isEqualTo(Access.NONE);
    assertThat(access("admin", "workshops", Action.DELETE)).isEqualTo(Access.ALL);
    assertThat(access("instructor", "workshops", Action.INSERT)).isEqualTo(Access.OWN);
    assertThat(access("service_role", "payments", Action.INSERT)).isEqualTo(Access.ALL);
    assertThat(access("authenticated", "payments", Action.INSERT)).isEqualTo(Access.NONE);
  }

  @Test
  void entities_know_whose_their_rows_are_and_where_they_are_used() {
    var notes =
        spec.domain().entities().stream()
            .filter(entity -> entity.name().equals("maker_notes"))
            .findFirst()
            .orElseThrow();

    assertThat(notes.ownership()).isNotNull();
    assertThat(notes.ownership().attribute()).isEqualTo("user_id");
    assertThat(notes.readBy()).isNotEmpty();
    assertThat(notes.writtenBy()).isNotEmpty();
    assertThat(notes.basis().evidence().getFirst().line()).isGreaterThan(1);
  }

  @Test
  void workflows_say_what_starts_what() {
    assertThat(spec.workflows().functions())
        .extracting("name", "startedBy")
        .containsExactly(
            tuple("describe-workshop", StartedBy.APP),
            tuple("payment-webhook", StartedBy.WEBHOOK),
            tuple("send-booking-confirmation", StartedBy.APP));
    assertThat(spec.workflows().schedules())
        .singleElement()
        .satisfies(schedule -> {
          assertThat(schedule.calls())
              .singleElement()
              .asString()
              .endsWith("send-booking-confirmation");
          assertThat(schedule.command()).doesNotContain("eyJ");
        });
    assertThat(spec.workflows().live())
        .extracting("entity")
        .containsExactly("announcements", "bookings");
  }

  @Test
  void the_deployment_says_what_the_owner_must_provide() {
    assertThat(spec.deployment().build().command()).isEqualTo("vite build");
    assertThat(spec.deployment().variables())
        .filteredOn(variable -> variable.secret() && variable.providedBy().equals("owner"))
        .extracting("name")
        .contains("PAYMENT_WEBHOOK_SECRET", "LOVABLE_API_KEY");
    assertThat(spec.deployment().services())
        .filteredOn(service -> service.ofBuilder())
        .extracting("name")
        .containsExactly("Lovable AI gateway");
    assertThat(spec.openQuestions())
        .extracting("id")
        .contains("replace-lovable-ai-gateway", "secret-PAYMENT_WEBHOOK_SECRET")
        .doesNotContain("missing-table-upcoming_sessions");
  }

  @Test
  void no_key_of_the_source_is_in_the_spec() {
    String json = new String(CanonicalJson.write(spec), StandardCharsets.UTF_8);

    assertThat(json).doesNotContain("eyJhbGciOi");
    assertThat(SpecMarkdown.of(spec)).doesNotContain("eyJhbGciOi");
  }

  @Test
  void the_page_has_all_parts_and_a_diagram() {
    String page = SpecMarkdown.of(spec);

    assertThat(page)
        .startsWith("# Specification of kiln-and-co\n")
        .contains("## 1. Domain model", "## 2. Authentication model", "## 3. Workflows")
        .contains("Made with Lovable. It keeps 11 kinds of things")
        .contains("- Every signed-in user can read, change and delete every row of announcements")
        .contains("## 4. Deployment model", "## Findings", "## Open questions")
        .contains("\"bookings\" }o--|| \"sessions\" : \"session_id\"")
        .contains("| `maker_notes` |  | see, add, change, delete own |");
  }

  @Test
  void the_matrix_was_tried_and_a_leak_comes_with_the_statements_that_show_it() {
    assertThat(spec.coverage().triedCells()).isGreaterThan(spec.coverage().cells() * 9 / 10);
    assertThat(spec.authentication().permissions())
        .filteredOn(each -> each.role().equals("authenticated"))
        .filteredOn(each -> each.entity().equals("announcements") && each.action() == Action.DELETE)
        .singleElement()
        .satisfies(each ->
            assertThat(each.basis().evidence())
                .filteredOn(evidence -> evidence.kind() == Evidence.Kind.TRIAL)
                .singleElement()
                .asString()
                .contains("delete from \"public\".\"announcements\""));
    assertThat(spec.findings())
        .filteredOn(finding -> finding.rule().equals("sign-up-sets-role"))
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.evidence().getLast().kind()).isEqualTo(Evidence.Kind.TRIAL));
  }

  private static Access access(String role, String entity, Action action) {
    return spec.authentication().permissions().stream()
        .filter(each -> each.role().equals(role) && each.entity().equals(entity))
        .filter(each -> each.action() == action)
        .findFirst()
        .orElseThrow()
        .access();
  }

  private static SpecDocument draftSample() {
    var subject =
        new Drafter.Subject(
            "kiln-and-co",
            Builder.LOVABLE,
            Digest.of(new byte[0]),
            SampleMigrations.root("lovable-cloud-spa"));
    return new Drafter(Scratch.settings(), Limits.usual()).draft(subject, (step, message) -> {});
  }
}
