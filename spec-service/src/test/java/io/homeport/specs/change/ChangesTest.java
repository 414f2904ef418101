package io.homeport.specs.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.homeport.specs.change.Change.Reach;
import io.homeport.specs.change.Change.Renamed;
import io.homeport.specs.document.SampleSpec;
import io.homeport.specs.document.SpecDocument;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChangesTest {

  private static final List<String> LISTS =
      List.of(
          "/domain/entities",
          "/domain/entities/1/attributes",
          "/domain/entities/4/attributes",
          "/domain/relationships",
          "/domain/invariants",
          "/domain/enumerations",
          "/domain/functions",
          "/authentication/methods",
          "/authentication/roles",
          "/authentication/permissions",
          "/authentication/policies",
          "/workflows/functions",
          "/workflows/triggers",
          "/workflows/externalCalls",
          "/workflows/pages",
          "/deployment/variables",
          "/deployment/services",
          "/deployment/buckets",
          "/findings",
          "/openQuestions",
          "/plan/services",
          "/plan/steps");

  static IntStream seeds() {
    return IntStream.range(0, 60);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void changes_seen_from_the_other_side_are_the_opposites(int seed) {
    var random = new Random(seed);
    var one = edited(random);
    var other = edited(random);

    var there = Changes.between(one, other);
    var back = Changes.between(other, one);

    assertThat(back)
        .as("seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(there.stream().map(Change::reversed).toList());
    assertThat(Changes.between(one, one)).as("seed %d", seed).isEmpty();
    assertThat(there).as("seed %d", seed).isSortedAccordingTo(byRank());
    assertThat(there)
        .allMatch(each ->
            each.sentence().endsWith(".")
                || each.area() == Area.FINDINGS
                || each.area() == Area.QUESTIONS);
  }

  @Test
  void a_step_and_a_service_of_the_builder_that_are_gone_are_told_of() {
    var less =
        SampleSpec.with(json -> {
          ((com.fasterxml.jackson.databind.node.ArrayNode) json.at("/plan/steps")).remove(0);
          ((com.fasterxml.jackson.databind.node.ArrayNode) json.at("/plan/services")).removeAll();
        });

    assertThat(since(less))
        .extracting(Change::sentence)
        .contains(
            "No longer a step of the plan: Read this specification and approve it.",
            "The app no longer uses the builder's service Supabase project of the builder.");
  }

  @Test
  void a_version_from_before_there_were_plans_makes_no_step_new() {
    var old = SampleSpec.with(json -> json.remove("plan"));

    assertThat(Changes.between(old, SampleSpec.kiln())).isEmpty();
  }

  @Test
  void a_column_of_the_same_type_and_place_may_have_been_renamed() {
    var renamed =
        SampleSpec.with(json -> attribute(json, "bookings", "status").put("name", "state"));

    assertThat(since(renamed))
        .singleElement()
        .isInstanceOfSatisfying(
            Renamed.class,
            change -> {
              assertThat(change.thing().name()).isEqualTo("bookings.status");
              assertThat(change.now().name()).isEqualTo("bookings.state");
              assertThat(change.sentence()).contains("perhaps renamed", "a guess");
            });
  }

  @Test
  void a_column_of_another_type_is_no_renamed_one() {
    var replaced =
        SampleSpec.with(json ->
            attribute(json, "bookings", "status").put("name", "state").put("type", "integer"));

    assertThat(since(replaced))
        .extracting(Change::sentence)
        .containsExactlyInAnyOrder(
            "The column bookings.status is gone.", "The column bookings.state is new.");
  }

  @Test
  void a_cell_of_the_matrix_gets_wider_or_narrower() {
    var wider =
        SampleSpec.with(json -> cell(json, "anon", "payments", "select").put("access", "all"));

    assertThat(since(wider))
        .singleElement()
        .isInstanceOfSatisfying(
            Reach.class,
            change -> {
              assertThat(change.isWider()).isTrue();
              assertThat(change.importance()).isEqualTo(Importance.HIGH);
              assertThat(change.sentence())
                  .isEqualTo("Wider: anon may see every row of payments, before no row.");
            });
    assertThat(Changes.between(wider, SampleSpec.kiln()))
        .singleElement()
        .satisfies(change -> assertThat(change.sentence()).startsWith("Narrower: "));
  }

  @Test
  void a_table_that_goes_takes_its_columns_and_rules_along_and_its_permissions_are_told() {
    var without =
        SampleSpec.with(json -> {
          remove(json.at("/domain/entities"), "name", "maker_notes");
          remove(json.at("/domain/relationships"), "from", "maker_notes");
          remove(json.at("/domain/invariants"), "entity", "maker_notes");
          remove(json.at("/workflows/triggers"), "entity", "maker_notes");
          remove(json.at("/authentication/permissions"), "entity", "maker_notes");
          remove(json.at("/authentication/policies"), "entity", "maker_notes");
        });

    var changes = since(without);

    assertThat(changes)
        .extracting(each -> each.thing().kind())
        .contains(Thing.Kind.TABLE, Thing.Kind.POLICY, Thing.Kind.PERMISSION)
        .doesNotContain(Thing.Kind.COLUMN, Thing.Kind.RULE, Thing.Kind.RELATIONSHIP);
    assertThat(changes)
        .filteredOn(Reach.class::isInstance)
        .allMatch(each -> !((Reach) each).isWider());
  }

  @Test
  void what_people_said_and_where_a_fact_was_found_are_no_changes() {
    var moved =
        SampleSpec.with(
            json -> json.findParents("line").forEach(each -> ((ObjectNode) each).put("line", 7)));

    assertThat(since(moved)).isEmpty();
  }

  @Test
  void a_pure_change_of_pages_is_approved_by_policy_with_what_was_compared() {
    var pages = SampleSpec.with(json -> remove(json.at("/workflows/pages"), "path", firstPage()));

    var approval = Approval.of(SampleSpec.kiln(), 3, pages);

    assertThat(approval).isInstanceOf(Approval.Granted.class);
    assertThat(approval.note())
        .startsWith("Compared with version 3: nothing changed in permissions (")
        .endsWith("1 change elsewhere.");
  }

  @Test
  void what_touches_permissions_data_or_secrets_is_left_to_a_person() {
    left(json -> ((ObjectNode) json.at("/authentication/policies/0")).put("using", "true"), "was");
    left(json -> attribute(json, "bookings", "status").put("name", "state"), "perhaps renamed");
    left(json -> cell(json, "anon", "payments", "select").put("access", "all"), "Wider");
    left(json -> cell(json, "admin", "payments", "select").put("access", "none"), "Narrower");
    left(
        json -> add(json.at("/deployment/variables"), "name", "NEW_API_KEY"), "NEW_API_KEY is new");
    left(json -> add(json.at("/workflows/externalCalls"), "host", "evil.example"), "evil.example");
    left(json -> ((ObjectNode) json.at("/coverage")).put("migrations", 99), "migrations");
    left(json -> add(json.at("/findings"), "id", "new-error:x"), "New finding");
    left(
        json ->
            ((ObjectNode) json.at("/workflows/functions/0"))
                .put("verifiesJwt", false)
                .put("callerCheck", "none"),
        "function");
  }

  private static void left(Consumer<ObjectNode> change, String because) {
    var approval = Approval.of(SampleSpec.kiln(), 3, SampleSpec.with(change));

    assertThat(approval).isInstanceOf(Approval.Left.class);
    assertThat(approval.note()).contains("version 3", "left to a person", because);
  }

  private static List<Change> since(SpecDocument changed) {
    return Changes.between(SampleSpec.kiln(), changed);
  }

  /** The sample's spec after one to five edits of any kind. */
  private static SpecDocument edited(Random random) {
    return SampleSpec.with(json -> {
      for (int edits = 1 + random.nextInt(5); edits > 0; edits--) {
        edit(json, random);
      }
    });
  }

  private static void edit(ObjectNode json, Random random) {
    var list = (ArrayNode) json.at(LISTS.get(random.nextInt(LISTS.size())));
    int place = random.nextInt(list.size());
    var element = (ObjectNode) list.get(place);
    switch (random.nextInt(3)) {
      case 0 -> list.remove(place);
      case 1 -> {
        var copy = element.deepCopy();
        changeText(copy, random);
        list.insert(random.nextInt(list.size() + 1), copy);
      }
      default -> changeText(element, random);
    }
  }

  private static void changeText(ObjectNode element, Random random) {
    if (element.has("access")) {
      element.put("access", List.of("none", "own", "some", "all").get(random.nextInt(4)));
    }
    for (String field : List.of("name", "id", "path", "host", "statement", "using", "question")) {
      if (element.path(field).isTextual() && random.nextBoolean()) {
        element.put(field, element.path(field).asText() + random.nextInt(3));
      }
    }
    for (String field : List.of("required", "secret", "isPublic", "verifiesJwt", "permissive")) {
      if (element.path(field).isBoolean() && random.nextBoolean()) {
        element.put(field, !element.path(field).asBoolean());
      }
    }
  }

  private static java.util.Comparator<Change> byRank() {
    return java.util.Comparator.comparingInt(Change::rank);
  }

  private static ObjectNode attribute(ObjectNode json, String entity, String attribute) {
    var attributes = find(json.at("/domain/entities"), "name", entity).path("attributes");
    return (ObjectNode) find(attributes, "name", attribute);
  }

  private static ObjectNode cell(ObjectNode json, String role, String entity, String action) {
    for (var each : json.at("/authentication/permissions")) {
      if (each.path("role").asText().equals(role)
          && each.path("entity").asText().equals(entity)
          && each.path("action").asText().equals(action)) {
        return (ObjectNode) each;
      }
    }
    throw new AssertionError("no such cell");
  }

  private static JsonNode find(JsonNode list, String field, String value) {
    for (var each : list) {
      if (each.path(field).asText().equals(value)) {
        return each;
      }
    }
    throw new AssertionError("no " + value);
  }

  private static void remove(JsonNode list, String field, String value) {
    var each = list.elements();
    while (each.hasNext()) {
      if (each.next().path(field).asText().equals(value)) {
        each.remove();
      }
    }
  }

  /** Adds a copy of the first element under another name; a variable becomes a secret. */
  private static void add(JsonNode list, String field, String value) {
    var copy = (ObjectNode) list.get(0).deepCopy();
    copy.put(field, value);
    if (copy.has("secret")) {
      copy.put("secret", true);
    }
    ((ArrayNode) list).add(copy);
  }

  private static String firstPage() {
    return SampleSpec.kiln().workflows().pages().getFirst().path();
  }
}
