package io.homeport.specs.drafting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.specs.document.Authentication.Access;
import io.homeport.specs.document.Authentication.Permission;
import io.homeport.specs.document.Deployment.Runtime;
import io.homeport.specs.document.Domain.Entity;
import io.homeport.specs.document.Domain.Store;
import io.homeport.specs.document.Severity;
import io.homeport.specs.document.SpecDocument;
import io.homeport.specs.scratch.Limits;
import io.homeport.specs.scratch.SampleMigrations;
import io.homeport.specs.scratch.Scratch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a founder would check first in the specification of an app of each builder. */
class SamplesTest {

  @Test
  void an_express_server_with_drizzle_of_replit() {
    var spec = draft("replit-express", Builder.REPLIT);

    assertThat(spec.deployment().runtime()).isEqualTo(Runtime.NODE_SERVER);
    assertThat(components(spec)).containsExactly("Vite . []", "Express . [5000]");
    assertThat(entities(spec)).containsExactly("sessions", "users", "tools", "loans", "ratings");
    assertThat(spec.domain().entities()).extracting(Entity::store).containsOnly(Store.POSTGRES);
    assertThat(relationships(spec))
        .containsExactly(
            "tools.owner_id > users required, cascade",
            "loans.tool_id > tools required, no action",
            "loans.borrower_id > users required, no action",
            "ratings.tool_id > tools required, no action",
            "ratings.user_id > users required, no action");
    assertThat(spec.domain().enumerations())
        .singleElement()
        .satisfies(each ->
            assertThat(each.values()).containsExactly("reserved", "out", "returned", "overdue"));
    assertThat(routes(spec))
        .containsExactly(
            "GET /api/auth/user: isAuthenticated, reads [users], writes [], again NONE",
            "GET /api/callback: none, reads [], writes [], again UNKNOWN",
            "GET /api/loans: isAuthenticated, reads [loans, tools], writes [], again NONE",
            "POST /api/loans: isAuthenticated, reads [], writes [loans, tools], again DONE_TWICE",
            "GET /api/login: none, reads [], writes [], again UNKNOWN",
            "GET /api/logout: none, reads [], writes [], again UNKNOWN",
            "GET /api/tools: none, reads [tools], writes [], again NONE",
            "POST /api/tools: isAuthenticated, reads [], writes [tools], again DONE_TWICE",
            "DELETE /api/tools/:id: none, reads [], writes [tools], again NONE",
            "PUT /api/tools/:id/ratings: isAuthenticated, reads [], writes [ratings], again NONE");
    assertThat(errors(spec)).containsExactly("hard-coded-secret-fallback SESSION_SECRET");
  }

  @Test
  void a_next_app_with_sql_of_v0_whose_script_in_python_is_no_server_of_it() {
    var spec = draft("v0-next", Builder.V0);

    assertThat(spec.deployment().runtime()).isEqualTo(Runtime.NODE_SERVER);
    assertThat(components(spec)).containsExactly("Next.js . [3000]", "Flask scripts [5000]");
    assertThat(entities(spec)).containsExactly("breads", "orders");
    assertThat(relationships(spec)).containsExactly("orders.bread_id > breads required, no action");
    assertThat(routes(spec))
        .containsExactly(
            "GET /api/orders: reads a header, verifies token, reads [orders], writes [], again NONE",
            "DELETE /api/orders/[id]: none, reads [], writes [orders], again NONE",
            "PATCH /api/orders/[id]: reads a header, verifies token, reads [], writes [orders], again NONE",
            "GET /api/seed: none, reads [], writes [], again UNKNOWN",
            "placeOrder: none, reads [], writes [orders], again DONE_TWICE");
    assertThat(errors(spec)).containsExactly("hard-coded-secret-fallback JWT_SECRET");
  }

  @Test
  void a_tanstack_start_app_of_lovable_with_a_side_car_in_python() {
    var spec = draft("lovable-tanstack-start", Builder.LOVABLE);

    assertThat(spec.deployment().runtime()).isEqualTo(Runtime.NODE_SERVER);
    assertThat(components(spec)).containsExactly("TanStack Start . [3000]", "FastAPI tools [8001]");
    assertThat(entities(spec)).containsExactly("hives", "inspections", "keepers", "weights");
    assertThat(access(spec, "hives")).containsExactly("NONE NONE NONE NONE", "OWN OWN OWN OWN");
    assertThat(access(spec, "inspections"))
        .containsExactly("NONE NONE NONE NONE", "ALL OWN ALL NONE");
    assertThat(access(spec, "keepers")).containsExactly("NONE NONE NONE NONE", "OWN NONE OWN NONE");
    assertThat(routes(spec))
        .containsExactly(
            "POST /api/public/scale: reads a header, verifies signature, reads [], writes [weights], again NONE",
            "chart: none, reads [], writes [], again UNKNOWN",
            "keeperDirectory: none, reads [keepers], writes [], again NONE",
            "listHives: requireSupabaseAuth, reads [hives], writes [], again NONE",
            "addInspection: requireSupabaseAuth, reads [], writes [inspections], again DONE_TWICE");
    assertThat(spec.workflows().routes())
        .filteredOn(route -> route.usesServiceRole())
        .extracting("name")
        .containsExactly("POST /api/public/scale", "keeperDirectory");
    assertThat(errors(spec))
        .containsExactly("policy-always-true inspections.Anyone can correct an inspection");
  }

  @Test
  void a_vite_app_of_bolt_with_a_table_that_is_open_to_everybody() {
    var spec = draft("bolt-vite", Builder.BOLT);

    assertThat(spec.deployment().runtime()).isEqualTo(Runtime.SUPABASE);
    assertThat(entities(spec)).containsExactly("claims", "items", "steward_notes");
    assertThat(access(spec, "items")).containsExactly("ALL NONE NONE NONE", "ALL NONE NONE NONE");
    assertThat(access(spec, "claims")).containsExactly("NONE NONE NONE NONE", "OWN OWN NONE NONE");
    assertThat(access(spec, "steward_notes")).containsExactly("ALL ALL ALL ALL", "ALL ALL ALL ALL");
    assertThat(spec.workflows().screens())
        .extracting("path", "reads", "writes")
        .containsExactly(
            tuple("/", List.of("items"), List.of("claims")),
            tuple("/claims", List.of("claims"), List.of()));
    assertThat(errors(spec)).containsExactly("rls-disabled steward_notes");
  }

  private static List<String> components(SpecDocument spec) {
    return spec.deployment().components().stream()
        .map(each -> each.framework() + " " + each.folder() + " " + each.ports())
        .toList();
  }

  private static List<String> entities(SpecDocument spec) {
    return spec.domain().entities().stream().map(Entity::name).toList();
  }

  private static List<String> relationships(SpecDocument spec) {
    return spec.domain().relationships().stream()
        .map(each ->
            "%s.%s > %s %s, %s"
                .formatted(
                    each.from(),
                    String.join(",", each.fromAttributes()),
                    each.to(),
                    each.required() ? "required" : "optional",
                    each.onDelete()))
        .toList();
  }

  private static List<String> routes(SpecDocument spec) {
    return spec.workflows().routes().stream()
        .map(each ->
            "%s: %s, reads %s, writes %s, again %s"
                .formatted(
                    each.name(),
                    each.callerCheck(),
                    each.reads(),
                    each.writes(),
                    each.repeat().harm()))
        .toList();
  }

  /** What strangers, then signed-in users may see, add, change and delete. */
  private static List<String> access(SpecDocument spec, String entity) {
    return List.of("anon", "authenticated").stream()
        .map(role ->
            String.join(
                " ",
                spec.authentication().permissions().stream()
                    .filter(each -> each.entity().equals(entity) && each.role().equals(role))
                    .map(Permission::access)
                    .map(Access::name)
                    .toList()))
        .toList();
  }

  private static List<String> errors(SpecDocument spec) {
    return spec.findings().stream()
        .filter(finding -> finding.severity() == Severity.ERROR)
        .map(finding -> finding.rule() + " " + finding.subject())
        .toList();
  }

  private static SpecDocument draft(String sample, Builder builder) {
    var subject =
        new Drafter.Subject(sample, builder, Digest.of(new byte[0]), SampleMigrations.root(sample));
    return new Drafter(Scratch.settings(), Limits.usual()).draft(subject, (step, message) -> {});
  }
}
