package io.homeport.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.cli.client.DeployedApp;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two organizations have an app of the same name, and neither ever sees the other's. */
@ExtendWith(OnStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoOrganizationsTest {
  private static final String APP = "notes";

  private final RunningStack stack;
  private final Map<String, String> acme = new LinkedHashMap<>();
  private JsonNode ofAcme;
  private JsonNode ofGlobex;

  TwoOrganizationsTest(RunningStack stack) {
    this.stack = stack;
  }

  @BeforeAll
  void both_bring_an_app_home(@TempDir Path folder) {
    ofAcme = bringHome(stack.cli("ada"), Samples.tiny(folder.resolve("a"), "Notes of Acme"));
    ofGlobex = bringHome(stack.cli("grace"), Samples.tiny(folder.resolve("b"), "Notes of Globex"));
    Journey journey = stack.journey("ada");
    Resource app = journey.app(APP);
    acme.put("app", app.id());
    acme.put("import", journey.api().list("/apps/%s/imports".formatted(app.id())).getFirst().id());
    acme.put(
        "hook",
        journey.api().post("/apps/%s/hooks".formatted(app.id()), Map.of("forge", "github")).id());
    acme.put(
        "knownHost",
        journey
            .api()
            .post(
                "/known-hosts",
                Map.of("host", "git.example.org", "fingerprint", "SHA256:" + "a".repeat(43)))
            .id());
    acme.put("spec", journey.newestSpec(app).id());
    String environment = journey.environments(app).getFirst().id();
    acme.put("environment", environment);
    acme.put(
        "domain",
        journey
            .api()
            .post(
                "/environments/%s/domains".formatted(environment),
                Map.of("name", "shop.example.org"))
            .id());
    acme.put("deployment", ofAcme.path("id").asText());
    acme.put("release", ofAcme.path("release").asText());
    Resource backup = journey.verified(journey.backUp(journey.environment(app, "production")));
    acme.put("backup", backup.id());
    acme.put("restore", journey.restored(journey.restore(backup.id(), false)).id());
  }

  @Test
  void apps_of_one_name_are_live_at_once_each_with_its_own_release_and_data() {
    // Given
    DeployedApp one = new DeployedApp(URI.create(ofAcme.path("url").asText()));
    DeployedApp other = new DeployedApp(URI.create(ofGlobex.path("url").asText()));
    String key = one.anonKey();
    DeployedApp.User user = one.signUp(key, "one@example.org", "a-long-password", "One");

    // When
    one.insert(key, user, "notes", Map.of("body", "only here"));

    // Then
    assertThat(one.url()).isNotEqualTo(other.url());
    assertThat(one.page("/").title()).isEqualTo("Notes of Acme");
    assertThat(other.page("/").title()).isEqualTo("Notes of Globex");
    assertThat(one.select(key, user, "notes?select=body").body()).hasSize(1);
    DeployedApp.Answer withForeignToken = other.select(other.anonKey(), user, "notes?select=body");
    assertThat(withForeignToken.status()).isIn(401, 403);
  }

  @Test
  void lists_hold_nothing_of_the_other_organization() {
    Walk walk = new Walk(stack.signIn("grace").api(), acme);

    String seen = walk.everyListWithoutId();

    assertThat(seen).contains(APP);
    assertThat(acme.values()).noneMatch(seen::contains);
  }

  @Test
  void no_endpoint_of_any_service_knows_anything_of_the_other_organization() {
    // Given
    Walk walk = new Walk(stack.signIn("grace").api(), acme);

    // When
    List<Walk.Answered> answers = walk.everyEndpointWithIds();

    // Then
    assertThat(answers).hasSizeGreaterThan(20);
    List<Walk.Answered> others = new ArrayList<>(answers);
    others.removeIf(each -> each.status() == 404);
    assertThat(others).isEmpty();
    assertThat(walk.services()).isEqualTo(Set.of("import", "spec", "deploy", "backup"));
    assertThat(stack.journey("ada").app(APP).id()).isEqualTo(acme.get("app"));
    assertThat(new DeployedApp(URI.create(ofAcme.path("url").asText())).page("/").status())
        .isEqualTo(200);
  }

  @Test
  void who_is_not_signed_in_gets_no_answer_at_all() {
    Walk walk = new Walk(new io.homeport.cli.client.Api(stack.door(), () -> "nobody"), acme);

    List<Walk.Answered> answers = walk.everyEndpointWithIds();
    assertThat(answers)
        .filteredOn(Walk.Answered::forSignedIn)
        .allMatch(each -> each.status() == 401);
    // Whoever tells of a push signs it instead, and did not here.
    assertThat(answers)
        .filteredOn(each -> !each.forSignedIn())
        .allMatch(each -> each.status() == 401 || each.status() == 404)
        .extracting(Walk.Answered::path)
        .containsExactly("/api/v1/hooks/{app}/{hook}");
  }

  private static JsonNode bringHome(Cli cli, Path source) {
    cli.run("import", source.toString(), "--app", APP, "--wait").json();
    cli.run("spec", "approve", APP).json();
    return cli.run("deploy", APP, "--env", "production", "--wait").json();
  }
}
