package io.homeport.specs.spec;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.homeport.specs.scratch.SampleMigrations;
import io.homeport.testkit.Await;
import io.homeport.testkit.Published;
import io.homeport.testkit.PublishedEvents;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.TenantWalk;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Specs from event to decision, over a real PostgreSQL and a real Kafka. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "specs"))
class SpecsTest {

  private static final Duration DRAFTING = Duration.ofSeconds(90);

  @TestHTTPResource URI service;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String kafka;

  @ConfigProperty(name = "homeport.objects")
  String objects;

  @TempDir Path folder;

  @Test
  void an_import_becomes_a_spec_and_an_event() {
    var app = sample();

    String id = drafted(app);

    asViewer()
        .get("/api/v1/specs/" + id)
        .then()
        .statusCode(200)
        .header("ETag", notNullValue())
        .body("version", equalTo(1))
        .body("appName", equalTo("kiln"))
        .body("findings.error", equalTo(2))
        .body("snapshot", equalTo(app.snapshot().toString()));
    assertThat(PublishedEvents.of(kafka, "homeport.specs", app.app().toString()))
        .containsExactly("io.homeport.spec.drafted.v1");
  }

  @Test
  void the_page_the_document_and_the_findings_can_be_read() {
    String id = drafted(sample());

    String page =
        as(Tokens.viewer(Tokens.ACME))
            .accept("text/markdown")
            .get("/api/v1/specs/" + id)
            .then()
            .statusCode(200)
            .contentType("text/markdown")
            .extract()
            .asString();
    assertThat(page).startsWith("# Specification of kiln").contains("erDiagram");
    asViewer()
        .get("/api/v1/specs/" + id + "/document")
        .then()
        .statusCode(200)
        .body("format", equalTo("homeport.spec/1"))
        .body("domain.entities.size()", equalTo(11));
    asViewer()
        .get("/api/v1/specs/" + id + "/findings?severity=error")
        .then()
        .statusCode(200)
        .body("items.size()", equalTo(2))
        .body("items.severity", everyItem(equalTo("error")))
        .body("items[0].evidence[0].line", greaterThan(0));
    asViewer().get("/api/v1/specs/" + id + "/findings?severity=bad").then().statusCode(400);
    String progress = asViewer().get("/api/v1/specs/" + id + "/progress").asString();
    assertThat(progress).contains("\"step\":\"migrate\"", "\"ended\":true");
  }

  @Test
  void a_spec_can_be_had_in_other_forms() {
    String id = drafted(app(Map.of("index.html", "<p>")));

    asViewer()
        .get("/api/v1/specs/" + id + "/formats/html")
        .then()
        .statusCode(200)
        .contentType("text/html")
        .header("Content-Security-Policy", "sandbox allow-scripts")
        .body(containsString("Specification of kiln"));
    asViewer()
        .get("/api/v1/specs/" + id + "/formats/sarif")
        .then()
        .statusCode(200)
        .contentType("application/sarif+json")
        .body(containsString("\"version\" : \"2.1.0\""));
    assertThat(asViewer().get("/api/v1/specs/" + id + "/formats/json").asByteArray())
        .isEqualTo(asViewer().get("/api/v1/specs/" + id + "/document").asByteArray());
    asViewer()
        .get("/api/v1/specs/" + id + "/formats/cyclonedx")
        .then()
        .statusCode(200)
        .contentType("application/vnd.cyclonedx+json")
        .body(containsString("\"specVersion\" : \"1.6\""));
    asViewer().get("/api/v1/specs/" + id + "/formats/pdf").then().statusCode(400);
  }

  @Test
  void a_duplicate_event_starts_no_second_spec() {
    var app = app(Map.of("index.html", "<p>"));
    app.publish(kafka, app.event(), 3);
    // Another event behind them: when its spec is there, the duplicates have been taken.
    app.publish(kafka, app.event(), 1);

    Await.untilAsserted(() ->
        asViewer()
            .get("/api/v1/apps/" + app.app() + "/specs")
            .then()
            .body("items.version", equalTo(java.util.List.of(2, 1))));
  }

  @Test
  void sql_that_fails_is_recorded_with_file_and_line_and_the_rest_goes_on() {
    String id =
        drafted(
            app(
                Map.of(
                    "package.json",
                    "{}",
                    "supabase/migrations/1_init.sql",
                    "create table kept (id int);\n\nalter table missing\n  add column a int;\n",
                    "supabase/migrations/2_more.sql",
                    "create table also_kept (id int);")));

    asViewer()
        .get("/api/v1/specs/" + id + "/document")
        .then()
        .body("domain.entities.name", equalTo(java.util.List.of("also_kept", "kept")))
        .body("coverage.failed.missing_baseline", equalTo(1));
    asViewer()
        .get("/api/v1/specs/" + id + "/findings?severity=warn")
        .then()
        .body("items[0].rule", equalTo("migration-failed"))
        .body("items[0].evidence[0].where", equalTo("supabase/migrations/1_init.sql"))
        .body("items[0].evidence[0].line", equalTo(3))
        .body("items[0].what", containsString("42P01"));
  }

  @Test
  void a_snapshot_that_is_lost_fails_the_spec_and_says_what_to_do() {
    var app = ImportedApp.lost();
    app.publish(kafka, app.event(), 1);

    inState(app, 1, "failed")
        .body("items[0].failure.actor", equalTo("operator"))
        .body("items[0].failure.what", containsString(app.snapshot().toString()));
    String id = asViewer().get("/api/v1/apps/" + app.app() + "/specs").path("items[0].id");
    asOwner().post("/api/v1/specs/" + id + "/approval").then().statusCode(409);
    asViewer().get("/api/v1/specs/" + id + "/document").then().statusCode(409);
    Await.untilAsserted(() ->
        assertThat(PublishedEvents.of(kafka, "homeport.specs", app.app().toString()))
            .containsExactly("io.homeport.spec.failed.v1"));
  }

  @Test
  void an_approved_spec_says_who_and_when_and_cannot_be_decided_again() {
    var app = app(Map.of("index.html", "<p>"));
    String id = drafted(app);
    String etag = asViewer().get("/api/v1/specs/" + id).getHeader("ETag");

    as(Tokens.developer(Tokens.ACME))
        .header("If-Match", etag)
        .post("/api/v1/specs/" + id + "/approval")
        .then()
        .statusCode(200)
        .body("state", equalTo("approved"))
        .body("decidedBy", equalTo("developer-of-acme"))
        .body("decidedAt", notNullValue())
        .body("notice", nullValue());
    asOwner()
        .post("/api/v1/specs/" + id + "/approval")
        .then()
        .statusCode(409)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:homeport:problem:spec-not-drafted"))
        .body("detail", containsString("developer-of-acme"));
    Await.untilAsserted(() ->
        assertThat(PublishedEvents.of(kafka, "homeport.specs", app.app().toString()))
            .containsExactly("io.homeport.spec.drafted.v1", "io.homeport.spec.approved.v1"));
  }

  @Test
  void a_decision_on_what_was_changed_meanwhile_is_refused() {
    String id = drafted(app(Map.of("index.html", "<p>")));

    asOwner()
        .header("If-Match", "\"1\"")
        .post("/api/v1/specs/" + id + "/approval")
        .then()
        .statusCode(412);
  }

  @Test
  void a_rejection_needs_a_reason_and_keeps_it() {
    String id = drafted(app(Map.of("index.html", "<p>")));

    asOwner()
        .body(Map.of("reason", " "))
        .post("/api/v1/specs/" + id + "/rejection")
        .then()
        .statusCode(400);
    asOwner()
        .body(Map.of("reason", "Two tables are missing"))
        .post("/api/v1/specs/" + id + "/rejection")
        .then()
        .statusCode(200)
        .body("state", equalTo("rejected"))
        .body("reason", equalTo("Two tables are missing"));
  }

  @Test
  void approving_an_older_version_than_the_newest_approved_is_allowed_and_says_so() {
    var app = app(Map.of("index.html", "<p>"));
    String first = drafted(app);
    app.publish(kafka, app.event(), 1);
    String second = inState(app, 2, "drafted").extract().path("items[0].id");
    asOwner().post("/api/v1/specs/" + second + "/approval").then().statusCode(200);

    asOwner()
        .post("/api/v1/specs/" + first + "/approval")
        .then()
        .statusCode(200)
        .body("notice", equalTo("Version 2 is approved too and is newer than version 1."));
  }

  @Test
  void changes_since_the_approved_version_are_told_the_most_important_first() {
    String table = "supabase/migrations/1_init.sql";
    var app = app(Map.of("index.html", "<p>", table, "create table bookings (id int, total int);"));
    String first = drafted(app);
    asViewer().get("/api/v1/specs/" + first + "/changes").then().statusCode(409);
    asOwner().post("/api/v1/specs/" + first + "/approval").then().statusCode(200);

    String second =
        again(app, Map.of(table, "create table bookings (id int, amount int);"), 2, "drafted");

    asViewer()
        .get("/api/v1/specs/" + second + "/changes")
        .then()
        .statusCode(200)
        .body("since.version", equalTo(1))
        .body("items.find { it.what == 'renamed' }.name", equalTo("bookings.total"))
        .body("items.find { it.what == 'renamed' }.after", equalTo("bookings.amount"));
    asViewer()
        .get("/api/v1/specs/" + second + "/changes?since=" + second)
        .then()
        .statusCode(200)
        .body("items.size()", equalTo(0));
    String other = drafted(app(Map.of("index.html", "<p>other")));
    asViewer().get("/api/v1/specs/" + second + "/changes?since=" + other).then().statusCode(400);
  }

  @Test
  void the_policy_approves_a_change_of_the_frontend_and_leaves_a_renamed_column_to_a_person() {
    // Given
    String table = "supabase/migrations/1_init.sql";
    var app = app(Map.of("src/a.ts", "a()", table, "create table bookings (id int, total int);"));
    String policy = "/api/v1/apps/" + app.app() + "/specs/approval-policy";
    String first = drafted(app);
    asViewer().get(policy).then().statusCode(200).body("approveUnchanged", equalTo(false));
    as(Tokens.developer(Tokens.ACME))
        .contentType("application/json")
        .body(Map.of("approveUnchanged", true))
        .put(policy)
        .then()
        .statusCode(403);
    asOwner()
        .header("If-Match", "\"0\"")
        .body(Map.of("approveUnchanged", true))
        .put(policy)
        .then()
        .statusCode(200)
        .body("changedBy", equalTo("owner-of-acme"));

    // When nothing is approved yet, then there is nothing to compare with
    String second = again(app, Map.of("src/a.ts", "b()"), 2, "drafted");
    asViewer()
        .get("/api/v1/specs/" + second)
        .then()
        .body("policyNote", containsString("no approved version"));
    asOwner().post("/api/v1/specs/" + first + "/approval").then().statusCode(200);

    // When only the frontend changes
    String third = again(app, Map.of("src/a.ts", "c()"), 3, "approved");
    asViewer()
        .get("/api/v1/specs/" + third)
        .then()
        .body("decidedBy", equalTo("policy"))
        .body("policyNote", containsString("Compared with version 1: nothing changed"));

    // When a column is renamed
    String fourth =
        again(app, Map.of(table, "create table bookings (id int, amount int);"), 4, "drafted");
    asViewer()
        .get("/api/v1/specs/" + fourth)
        .then()
        .body("policyNote", containsString("Compared with version 3, left to a person"))
        .body("policyNote", containsString("bookings.amount"));
    Await.untilAsserted(() ->
        assertThat(PublishedEvents.of(kafka, "homeport.specs", app.app().toString()))
            .containsExactly(
                "io.homeport.spec.drafted.v1",
                "io.homeport.spec.drafted.v1",
                "io.homeport.spec.approved.v1",
                "io.homeport.spec.drafted.v1",
                "io.homeport.spec.approved.v1",
                "io.homeport.spec.drafted.v1"));
  }

  @Test
  void a_version_is_written_also_if_the_approved_one_is_lost_and_is_left_to_a_person()
      throws IOException {
    var app = app(Map.of("src/a.ts", "a('%s')".formatted(java.util.UUID.randomUUID())));
    String first = drafted(app);
    asOwner().post("/api/v1/specs/" + first + "/approval").then().statusCode(200);
    asOwner()
        .body(Map.of("approveUnchanged", true))
        .put("/api/v1/apps/" + app.app() + "/specs/approval-policy")
        .then()
        .statusCode(200);
    String document = asViewer().get("/api/v1/specs/" + first).path("document");
    lose(document);

    String second = again(app, Map.of("src/a.ts", "b()"), 2, "drafted");

    asViewer()
        .get("/api/v1/specs/" + second)
        .then()
        .body("policyNote", equalTo("Version 1 cannot be read: left to a person."));
  }

  @Test
  void what_was_said_of_one_version_holds_for_the_next_and_leaves_the_document_as_it_is() {
    // Given
    String table = "supabase/migrations/1_init.sql";
    var app = app(Map.of("src/a.ts", "a()", table, "create table bookings (id int);"));
    String first = drafted(app);
    String finding = asViewer().get("/api/v1/specs/" + first + "/findings").path("items[0].id");

    // When
    say(first, finding, "accepted", "Only for a demonstration.").statusCode(201);
    say(first, "entity:bookings", "disputed", "There are none.").statusCode(201);
    say(first, finding, "confirmed", "Yes.").statusCode(400);
    say(first, finding, "accepted", " ").statusCode(400);
    say(first, "entity:nothing", "confirmed", "").statusCode(400);
    String second = again(app, Map.of("src/a.ts", "b()"), 2, "drafted");

    // Then
    asViewer()
        .get("/api/v1/specs/" + second + "/findings")
        .then()
        .body("accepted[0].subject", equalTo(finding))
        .body("accepted[0].by", equalTo("owner-of-acme"))
        .body("accepted[0].text", equalTo("Only for a demonstration."));
    asViewer()
        .get("/api/v1/specs/" + second + "/formats/sarif")
        .then()
        .body(containsString("Only for a demonstration."));
    asViewer()
        .get("/api/v1/specs/" + second + "/formats/json")
        .then()
        .body("domain.entities[0].basis.review", equalTo("disputed"))
        .body(
            "findings.find { it.id == '%s' }.acceptance.by".formatted(finding),
            equalTo("owner-of-acme"));
    asViewer()
        .get("/api/v1/specs/" + second + "/document")
        .then()
        .body("domain.entities[0].basis.review", equalTo("unreviewed"));
    asViewer()
        .get("/api/v1/specs/" + second + "/remarks")
        .then()
        .body("items.verdict", equalTo(java.util.List.of("disputed", "accepted")));
    say(second, finding, "withdrawn", "").statusCode(201);
    asViewer()
        .get("/api/v1/specs/" + first + "/findings")
        .then()
        .body("accepted.size()", equalTo(0));
  }

  @Test
  void a_secret_is_no_answer() {
    String id =
        drafted(app(Map.of("supabase/functions/f/index.ts", "Deno.env.get('MAIL_API_KEY')")));

    say(id, "secret-MAIL_API_KEY", "answered", "hunter2").statusCode(422);
    say(id, "secret-MAIL_API_KEY", "commented", "It is in the safe.").statusCode(201);
    String page = asViewer().get("/api/v1/specs/" + id + "/formats/md").asString();
    assertThat(page).contains("It is in the safe.").doesNotContain("hunter2");
  }

  @Test
  void a_viewer_reads_and_does_not_decide_and_a_stranger_does_neither() {
    String id = drafted(app(Map.of("index.html", "<p>")));

    asViewer().post("/api/v1/specs/" + id + "/approval").then().statusCode(403);
    given().get("/api/v1/specs/" + id).then().statusCode(401);
  }

  @Test
  void nothing_is_seen_of_another_organization() throws Exception {
    var app = app(Map.of("index.html", "<p>"));
    String id = drafted(app);
    var walk =
        new TenantWalk(service)
            .id("app", app.app())
            .id("spec", id)
            .id("format", "html")
            .id("step", "approve-spec")
            .body("/api/v1/specs/{spec}/rejection", "{\"reason\":\"no\"}")
            .body(
                "/api/v1/specs/{spec}/remarks", "{\"subject\":\"build\",\"verdict\":\"confirmed\"}")
            .body("/api/v1/apps/{app}/specs/approval-policy", "{\"approveUnchanged\":true}")
            .body("/api/v1/apps/{app}/plan/steps/{step}", "{\"done\":true}");

    assertThat(walk.leaks(Tokens.owner(Tokens.GLOBEX))).isEmpty();
    assertThat(walk.walked()).hasSizeGreaterThanOrEqualTo(15);
    given()
        .auth()
        .oauth2(Tokens.owner(Tokens.GLOBEX))
        .accept("text/markdown")
        .get("/api/v1/specs/" + id)
        .then()
        .statusCode(404);
  }

  @Test
  void the_published_api_is_the_services() {
    Published.same("docs/api/spec-service.json", given().get("/q/openapi?format=json").asString());
  }

  private ImportedApp sample() {
    return ImportedApp.of(SampleMigrations.root("lovable-cloud-spa"), objects);
  }

  private ImportedApp app(Map<String, String> files) {
    files.forEach((path, text) -> {
      try {
        Files.createDirectories(folder.resolve(path).getParent());
        Files.writeString(folder.resolve(path), text);
      } catch (IOException cause) {
        throw new java.io.UncheckedIOException(cause);
      }
    });
    return ImportedApp.of(folder, objects);
  }

  /** Takes an object out of the store. */
  private void lose(String digest) throws IOException {
    String name = digest.substring(digest.indexOf(':') + 1);
    try (var all = Files.walk(Path.of(URI.create(objects)))) {
      for (Path each :
          all.filter(file -> file.toString().replace("/", "").endsWith(name)).toList()) {
        Files.delete(each);
      }
    }
  }

  private static ValidatableResponse say(String spec, String subject, String verdict, String text) {
    return asOwner()
        .body(Map.of("subject", subject, "verdict", verdict, "text", text))
        .post("/api/v1/specs/" + spec + "/remarks")
        .then();
  }

  /** Imports the app's source again, with these files changed, and waits for its next spec. */
  private String again(ImportedApp app, Map<String, String> files, int version, String state) {
    var changed = app(files);
    var next = new ImportedApp(app.app(), changed.snapshot(), changed.archive());
    next.publish(kafka, next.event(), 1);
    return inState(next, version, state).extract().path("items[0].id");
  }

  /** Publishes the import of an app and waits for its spec. */
  private String drafted(ImportedApp app) {
    app.publish(kafka, app.event(), 1);
    return inState(app, 1, "drafted").extract().path("items[0].id");
  }

  private ValidatableResponse inState(ImportedApp app, int version, String state) {
    String path = "/api/v1/apps/" + app.app() + "/specs";
    Await.until(
        "version %d is %s".formatted(version, state),
        DRAFTING,
        () -> {
          var newest = asViewer().get(path).jsonPath();
          return newest.getInt("items[0].version") == version
              && newest.getString("items[0].state").equals(state);
        });
    return asViewer().get(path).then().statusCode(200);
  }

  private static RequestSpecification asOwner() {
    return as(Tokens.owner(Tokens.ACME)).contentType("application/json");
  }

  private static RequestSpecification asViewer() {
    return as(Tokens.viewer(Tokens.ACME)).accept("application/json, text/event-stream");
  }

  private static RequestSpecification as(String token) {
    return given().auth().oauth2(token);
  }
}
