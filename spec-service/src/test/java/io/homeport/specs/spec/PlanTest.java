package io.homeport.specs.spec;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;

import io.homeport.contracts.AppId;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.events.BackupVerified;
import io.homeport.contracts.events.DeploymentLive;
import io.homeport.testkit.Await;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans that are ticked off, by people and by events, over a real PostgreSQL and a real Kafka. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "specs"))
class PlanTest {

  private static final Duration DRAFTING = Duration.ofSeconds(90);
  private static final Map<String, String> PAGE = Map.of("index.html", "<p>");
  private static final Map<String, String> WITH_BADGE =
      Map.of("index.html", "<script src=\"https://cdn.gpteng.co/x.js\"></script>");

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String kafka;

  @ConfigProperty(name = "homeport.objects")
  String objects;

  @TempDir Path folder;

  @Test
  void what_a_person_ticks_stays_with_name_and_note_until_it_is_taken_back() {
    var app = drafted(PAGE);

    tick(app, "way-back", true, "Until Sunday; Ada decides.")
        .statusCode(200)
        .body("state", equalTo("done"))
        .body("tick.note", equalTo("Until Sunday; Ada decides."));
    tick(app, "way-back", true, "Until Sunday; Ada decides.").statusCode(200);
    plan(app)
        .body("done", equalTo(1))
        .body("version", equalTo(1))
        .body("steps.find { it.id == 'way-back' }.tick.done", equalTo(true));
    tick(app, "way-back", false, "She is away.").statusCode(200).body("state", equalTo("ready"));
    plan(app).body("done", equalTo(0));
  }

  @Test
  void a_step_waits_for_those_before_it() {
    var app = drafted(PAGE);

    tick(app, "close-old", true, "")
        .statusCode(409)
        .body("type", endsWith("step-not-ready"))
        .body("detail", containsString("watch"));
    plan(app).body("steps.find { it.id == 'close-old' }.state", equalTo("waiting"));
  }

  @Test
  void what_is_no_step_is_not_found_and_a_note_holds_no_secret() {
    var app = drafted(PAGE);

    tick(app, "no-such-step", true, "").statusCode(404);
    tick(app, "way-back", true, "key sk-ant-" + "q7Zr2MbX9wLt4VdK".repeat(3))
        .statusCode(422)
        .body("type", endsWith("secret-in-note"));
    asOwner().get("/api/v1/apps/" + AppId.next() + "/plan").then().statusCode(404);
    as(Tokens.viewer(Tokens.ACME))
        .contentType("application/json")
        .body("{\"done\":true}")
        .put("/api/v1/apps/" + app.app() + "/plan/steps/way-back")
        .then()
        .statusCode(403);
  }

  @Test
  void an_approval_ticks_its_step_and_is_laid_over_every_form() {
    var app = drafted(PAGE);
    String spec = specs(app).extract().path("items[0].id");

    asOwner().post("/api/v1/specs/" + spec + "/approval").then().statusCode(200);

    plan(app)
        .body("steps.find { it.id == 'approve-spec' }.tick.by", equalTo("homeport"))
        .body("steps.find { it.id == 'try-deploy' }.state", equalTo("ready"));
    String page = asOwner().get("/api/v1/specs/" + spec + "/formats/md").asString();
    assertThat(page).contains("- [x] **1. Read this", "done by homeport", "- [ ] **2.");
    assertThat(asOwner().get("/api/v1/specs/" + spec + "/formats/html").asString())
        .contains("done by homeport");
    asOwner()
        .get("/api/v1/specs/" + spec + "/formats/json")
        .then()
        .body("plan.steps[0].tick.by", equalTo("homeport"));
    asOwner()
        .get("/api/v1/specs/" + spec + "/document")
        .then()
        .body("plan.steps[0].tick", nullValue());
  }

  @Test
  void a_live_release_and_a_verified_backup_tick_their_steps_once() {
    var app = drafted(PAGE);

    app.publish(kafka, live(app, "staging", Instant.now()), 3);
    app.publish(kafka, backup(app), 2);

    Await.untilAsserted(() ->
        plan(app)
            .body("steps.find { it.id == 'try-deploy' }.state", equalTo("done"))
            .body(
                "steps.find { it.id == 'try-deploy' }.tick.note",
                equalTo("Release 1 is live in staging."))
            .body("steps.find { it.id == 'go-live' }.tick", nullValue())
            .body("gone.step", equalTo(List.of("prove-backup"))));
    app.publish(kafka, live(app, "production", Instant.now()), 1);
    Await.untilAsserted(() ->
        plan(app)
            .body("steps.find { it.id == 'go-live' }.state", equalTo("done"))
            .body(
                "steps.find { it.id == 'try-deploy' }.tick.note",
                equalTo("Release 1 is live in staging.")));
  }

  @Test
  void what_a_person_took_back_is_not_ticked_by_an_event_from_before() {
    var app = drafted(PAGE);
    var before = Instant.now();
    app.publish(kafka, live(app, "staging", before), 1);
    Await.untilAsserted(() -> plan(app).body("done", equalTo(1)));

    tick(app, "try-deploy", false, "It shows an empty page.").statusCode(200);
    app.publish(kafka, live(app, "staging", before), 1);
    app.publish(kafka, live(app, "production", before), 1);

    Await.untilAsserted(
        () -> plan(app).body("steps.find { it.id == 'go-live' }.state", equalTo("done")));
    plan(app).body("steps.find { it.id == 'try-deploy' }.tick", nullValue());
  }

  @Test
  void a_step_that_a_new_version_lacks_is_not_lost() {
    var app = drafted(WITH_BADGE);
    tick(app, "replace-script", true, "It is out.").statusCode(200);

    var next = imported(PAGE);
    var again = new ImportedApp(app.app(), next.snapshot(), next.archive());
    again.publish(kafka, again.event(), 1);
    Await.until(
        "version 2 is drafted",
        DRAFTING,
        () ->
            specs(app).extract().path("items[0].version").equals(2)
                && specs(app).extract().path("items[0].state").equals("drafted"));

    plan(app)
        .body("version", equalTo(2))
        .body("gone.what", hasItem("Take the builder's script out of the page."))
        .body("gone.note", hasItem("It is out."));
    tick(app, "replace-script", false, "").statusCode(422).body("type", endsWith("step-gone"));
  }

  private static DeploymentLive live(ImportedApp app, String environment, Instant at) {
    return new DeploymentLive(
        app.app(),
        DeploymentId.next(),
        EnvironmentId.next(),
        "kiln",
        environment,
        ReleaseId.next(),
        1,
        false,
        URI.create("http://kiln--" + environment + ".apps.localhost"),
        at);
  }

  private static BackupVerified backup(ImportedApp app) {
    return new BackupVerified(
        app.app(),
        BackupId.next(),
        EnvironmentId.next(),
        "kiln",
        "staging",
        Instant.now(),
        Digest.of(new byte[] {3}),
        10,
        2,
        7,
        Instant.now());
  }

  private ImportedApp imported(Map<String, String> files) {
    files.forEach((path, text) -> {
      try {
        Files.writeString(folder.resolve(path), text);
      } catch (IOException cause) {
        throw new java.io.UncheckedIOException(cause);
      }
    });
    return ImportedApp.of(folder, objects);
  }

  private ImportedApp drafted(Map<String, String> files) {
    var app = imported(files);
    app.publish(kafka, app.event(), 1);
    Await.until(
        "the spec is drafted",
        DRAFTING,
        () -> {
          var answer = asOwner().get("/api/v1/apps/" + app.app() + "/specs");
          return answer.statusCode() == 200
              && "drafted".equals(answer.jsonPath().getString("items[0].state"));
        });
    return app;
  }

  private static ValidatableResponse specs(ImportedApp app) {
    return asOwner().get("/api/v1/apps/" + app.app() + "/specs").then().statusCode(200);
  }

  private static ValidatableResponse plan(ImportedApp app) {
    return asOwner().get("/api/v1/apps/" + app.app() + "/plan").then().statusCode(200);
  }

  private static ValidatableResponse tick(ImportedApp app, String step, boolean done, String note) {
    return asOwner()
        .body(Map.of("done", done, "note", note))
        .put("/api/v1/apps/" + app.app() + "/plan/steps/" + step)
        .then();
  }

  private static RequestSpecification asOwner() {
    return as(Tokens.owner(Tokens.ACME)).contentType("application/json");
  }

  private static RequestSpecification as(String token) {
    return given().auth().oauth2(token);
  }
}
