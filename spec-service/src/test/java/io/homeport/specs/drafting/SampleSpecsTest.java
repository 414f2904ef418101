package io.homeport.specs.drafting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.specs.document.Authentication.Access;
import io.homeport.specs.document.Authentication.Action;
import io.homeport.specs.document.Basis.Confidence;
import io.homeport.specs.document.CanonicalJson;
import io.homeport.specs.document.Severity;
import io.homeport.specs.document.SpecDocument;
import io.homeport.specs.scratch.Limits;
import io.homeport.specs.scratch.SampleMigrations;
import io.homeport.specs.scratch.Scratch;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** What a founder would check of the specification of each builder's sample. */
class SampleSpecsTest {

  @Test
  void an_app_of_base44_is_specified_with_what_its_export_lacks_and_what_its_rules_let_through() {
    var spec = draft("base44-jsx", Builder.BASE44);

    assertThat(spec.domain().entities())
        .extracting("name", "basis.confidence")
        .containsExactlyInAnyOrder(
            tuple("Booking", Confidence.DECLARED),
            tuple("Van", Confidence.DECLARED),
            tuple("Damage", Confidence.DECLARED),
            tuple("Notice", Confidence.DECLARED),
            tuple("User", Confidence.INFERRED),
            tuple("FuelReceipt", Confidence.INFERRED),
            tuple("Quote", Confidence.INFERRED));
    assertThat(spec.domain().relationships())
        .extracting("name", "to", "basis.confidence")
        .contains(
            tuple("Booking.van_id", "Van", Confidence.INFERRED),
            tuple("Booking.driver_email", "User", Confidence.INFERRED),
            tuple("Quote.booking_id", "Booking", Confidence.INFERRED));
    assertThat(access(spec, "authenticated", "Booking"))
        .containsExactly(Access.OWN, Access.OWN, Access.SOME, Access.NONE);
    assertThat(access(spec, "admin", "Booking"))
        .containsExactly(Access.OWN, Access.ALL, Access.SOME, Access.ALL);
    assertThat(access(spec, "dispatcher", "Booking"))
        .containsExactly(Access.OWN, Access.OWN, Access.SOME, Access.ALL);
    assertThat(access(spec, "authenticated", "Van"))
        .containsExactly(Access.NONE, Access.ALL, Access.SOME, Access.NONE);
    assertThat(access(spec, "anon", "Damage")).containsOnly(Access.ALL);
    assertThat(access(spec, "anon", "User")).containsOnly(Access.NONE);
    assertThat(spec.workflows().functions())
        .extracting("name", "callerCheck", "usesServiceRole", "reads", "writes")
        .containsExactly(
            tuple("quoteForMove", "verifies token", true, List.of("Booking"), List.of("Quote")));
    assertThat(errors(spec)).containsExactly(tuple("base44-open-entity", "Damage"));
    assertThat(spec.openQuestions())
        .extracting("id")
        .contains(
            "undeclared-entity-FuelReceipt", "undeclared-entity-Quote", "replace-base44-invokellm")
        .doesNotContain("replace-base44-catch");
    assertSameAgain(spec, "base44-jsx", Builder.BASE44);
  }

  @Test
  void an_app_of_emergent_is_specified_from_its_models_its_queries_and_its_routes() {
    var spec = draft("emergent-fastapi", Builder.EMERGENT);

    assertThat(spec.domain().entities())
        .extracting("name")
        .containsExactlyInAnyOrder("users", "beds", "waterings", "tool_loans");
    assertThat(spec.domain().entities())
        .filteredOn(each -> each.name().equals("users"))
        .flatExtracting(each -> each.attributes())
        .extracting("name")
        .contains("id", "email", "role", "password_hash");
    assertThat(spec.workflows().routes())
        .extracting("method", "path", "callerCheck")
        .containsExactly(
            tuple("GET", "/api/advice", "get_current_user"),
            tuple("POST", "/api/auth/login", "none"),
            tuple("POST", "/api/auth/register", "none"),
            tuple("GET", "/api/beds", "get_current_user"),
            tuple("DELETE", "/api/beds/{bed_id}", "none"),
            tuple("POST", "/api/tools/{tool_id}/lend", "get_current_user"),
            tuple("POST", "/api/waterings", "get_current_user"));
    assertThat(spec.authentication().methods())
        .extracting("name")
        .containsExactly("password", "token of the app's own making");
    assertThat(errors(spec)).contains(tuple("hard-coded-secret-fallback", "JWT_SECRET"));
    assertThat(spec.openQuestions()).extracting("id").contains("secret-EMERGENT_LLM_KEY");
    assertSameAgain(spec, "emergent-fastapi", Builder.EMERGENT);
  }

  /** Create, read, update and delete. */
  private static List<Access> access(SpecDocument spec, String role, String entity) {
    return List.of(Action.INSERT, Action.SELECT, Action.UPDATE, Action.DELETE).stream()
        .map(action ->
            spec.authentication().permissions().stream()
                .filter(each -> each.role().equals(role) && each.entity().equals(entity))
                .filter(each -> each.action() == action)
                .findFirst()
                .orElseThrow()
                .access())
        .toList();
  }

  private static List<Tuple> errors(SpecDocument spec) {
    return spec.findings().stream()
        .filter(finding -> finding.severity() == Severity.ERROR)
        .map(finding -> tuple(finding.rule(), finding.subject()))
        .toList();
  }

  private static void assertSameAgain(SpecDocument spec, String sample, Builder builder) {
    assertThat(CanonicalJson.write(draft(sample, builder))).isEqualTo(CanonicalJson.write(spec));
  }

  private static SpecDocument draft(String sample, Builder builder) {
    var subject =
        new Drafter.Subject(sample, builder, Digest.of(new byte[0]), SampleMigrations.root(sample));
    return new Drafter(Scratch.settings(), Limits.usual()).draft(subject, (step, message) -> {});
  }
}
