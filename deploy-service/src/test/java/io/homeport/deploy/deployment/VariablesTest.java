package io.homeport.deploy.deployment;

import static io.homeport.deploy.deployment.Story.asOwner;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.homeport.contracts.Digest;
import io.homeport.contracts.events.SpecApproved;
import io.homeport.messaging.Transactions;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Variables of environments, from the API into builds and functions. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "deploy"))
@QuarkusTestResource(FakeDoor.class)
class VariablesTest {
  private static final String PUBLIC_KEY = "sb_publishable_0123456789abcdef";
  private static final String SPEC =
      """
      {"deployment":{"variables":[
        {"name":"VITE_TITLE","readBy":["build"],"providedBy":"owner","committed":false},
        {"name":"GREETING","readBy":["function"],"providedBy":"owner","committed":false}]}}
      """;

  @Inject Transactions transactions;

  @ConfigProperty(name = "homeport.master-key-file")
  Path masterKeys;

  private Story story;

  @BeforeEach
  void begin() {
    story = new Story();
  }

  @Test
  void a_reference_to_vault_is_refused_where_there_is_none() throws Exception {
    story.approved(Map.of("index.html", "zero"));
    String environment = story.environment("production");

    change(environment, "{\"PAY_KEY\":{\"value\":\"vault:payments/card#key\"}}")
        .statusCode(422)
        .body("detail", containsString("knows none"));
  }

  @Test
  void a_release_has_the_variables_it_was_made_with_also_when_it_is_brought_back()
      throws Exception {
    // Given
    SpecApproved spec = story.approved(sourceWithFunction(), SPEC);
    String environment = story.environment("production");
    change(environment, "{\"VITE_TITLE\":{\"value\":\"First\"}}").statusCode(200);

    // When
    JsonPath first = story.ended(story.deploy(environment, spec));
    change(
            environment,
            "{\"VITE_TITLE\":{\"value\":\"Second\"},\"GREETING\":{\"value\":\"hush-4711\"}}")
        .statusCode(200);
    JsonPath second = story.ended(story.deploy(environment, spec));

    // Then
    assertThat(first.getString("state")).as(first.prettify()).isIn("live", "replaced");
    assertThat(first.getList("warnings", String.class))
        .containsExactly("The variable GREETING is not set; it is read by the app's function.");
    assertThat(second.getString("state")).as(second.prettify()).isEqualTo("live");
    assertThat(second.getList("warnings", String.class)).isEmpty();
    assertThat(second.getInt("releaseNumber")).isEqualTo(2);
    assertThat(page(environment)).isEqualTo("<h1>Second</h1>");
    assertThat(greeting(environment)).isEqualTo("hush-4711");
    assertThat(asOwner().get("/api/v1/deployments/" + second.getString("id") + "/log").asString())
        .doesNotContain("hush-4711");

    // And
    story.ended(story.rollBack(environment).statusCode(202).extract().path("id"));
    assertThat(page(environment)).isEqualTo("<h1>First</h1>");
    assertThat(greeting(environment)).isEqualTo("nothing");

    // And deploying with the same variables makes no release
    assertThat(story.ended(story.deploy(environment, spec)).getInt("releaseNumber")).isEqualTo(2);
  }

  @Test
  void settings_of_auth_are_variables_of_the_environment() throws Exception {
    // Given
    SpecApproved spec = story.approved(sourceWithFunction(), SPEC);
    String environment = story.environment("production");
    change(environment, "{\"GOTRUE_EXTERNAL_ANONYMOUS_USERS_ENABLED\":{\"value\":\"soon\"}}")
        .statusCode(200)
        .body("variables[0].used", equalTo(true));

    // When
    JsonPath refused = story.ended(story.deploy(environment, spec));
    change(environment, "{\"GOTRUE_EXTERNAL_ANONYMOUS_USERS_ENABLED\":{\"value\":\"true\"}}");
    JsonPath live = story.ended(story.deploy(environment, spec));

    // Then
    assertThat(refused.getString("failure.what"))
        .contains("GOTRUE_EXTERNAL_ANONYMOUS_USERS_ENABLED must be true or false");
    assertThat(live.getString("state")).as(live.prettify()).isEqualTo("live");
    assertThat(anonymousSignIn(environment)).isEqualTo(200);
  }

  @Test
  void a_secret_goes_in_and_never_comes_out() throws Exception {
    // Given
    story.approved(Map.of("index.html", "one"), SPEC);
    String environment = story.environment("production");

    // When
    change(
            environment,
            "{\"GREETING\":{\"value\":\"hush-4711\"},\"REGION\":{\"value\":\"eu\",\"secret\":false}}")
        .statusCode(200)
        .header("ETag", "\"1\"")
        .body(not(containsString("hush")));

    // Then
    see(environment)
        .body("version", equalTo(1))
        .body("variables[0].name", equalTo("GREETING"))
        .body("variables[0].value", nullValue())
        .body("variables[0].secret", equalTo(true))
        .body("variables[0].used", equalTo(true))
        .body("variables[1].value", equalTo("eu"))
        .body("variables[1].used", equalTo(false))
        .body("missing.name", equalTo(List.of("VITE_TITLE")));
    assertThat(stored()).doesNotContain("hush-4711").doesNotContain("REGION");
  }

  @Test
  void another_master_key_takes_the_place_of_the_one_in_use_while_all_runs() throws Exception {
    // Given
    story.approved(Map.of("index.html", "one"));
    String environment = story.environment("production");
    change(environment, "{\"GREETING\":{\"value\":\"hush-4711\"}}").statusCode(200);
    String before = secrets("").extract().path("currentMasterKey");

    // When
    String first = Files.readString(masterKeys);
    Files.writeString(masterKeys, "00".repeat(31) + "77\n" + first);
    String now = secrets("/rewrapping").extract().path("currentMasterKey");
    Files.writeString(masterKeys, "00".repeat(31) + "77\n");

    // Then
    assertThat(now).isNotEqualTo(before);
    JsonPath kept = secrets("").extract().jsonPath();
    assertThat(kept.getList("kinds.kind", String.class))
        .contains("keys of environments", "versions of variables");
    assertThat(kept.getList("kinds.byMasterKey", Map.class))
        .allSatisfy(each -> assertThat(each).doesNotContainKey(before));
    assertThat(secrets("/rewrapping").extract().<Integer>path("rewrapped")).isZero();
    change(environment, "{\"REGION\":{\"value\":\"eu\"}}").statusCode(200);
    see(environment).body("variables.name", equalTo(List.of("GREETING", "REGION")));
  }

  @Test
  void nobody_but_an_operator_asks_for_master_keys() {
    asOwner().get("/api/v1/operations/deploy-service/secrets").then().statusCode(403);
    asOwner().post("/api/v1/operations/deploy-service/secrets/rewrapping").then().statusCode(403);
  }

  @Test
  void a_change_is_all_or_nothing_and_says_what_is_wrong() throws Exception {
    // Given
    story.approved(Map.of("index.html", "one"));
    String environment = story.environment("production");
    change(environment, "{\"REGION\":{\"value\":\"eu\"}}").statusCode(200);

    // Then
    change(environment, "{\"OTHER\":{\"value\":\"x\"},\"SUPABASE_URL\":{\"value\":\"x\"}}")
        .statusCode(422)
        .body("type", containsString("variable-reserved"));
    change(environment, "{\"VITE_KEY\":{\"value\":\"x\",\"secret\":true}}")
        .statusCode(422)
        .body("type", containsString("public-variable-secret"));
    change(environment, "{\"A-B\":{\"value\":\"x\"}}")
        .statusCode(400)
        .body("errors[0].field", equalTo("variables.A-B"));
    asOwner()
        .header("If-Match", "\"0\"")
        .body("{\"variables\":{\"REGION\":null}}")
        .patch("/api/v1/environments/" + environment + "/variables")
        .then()
        .statusCode(412);
    see(environment).body("variables.name", equalTo(List.of("REGION")));

    // And
    change(environment, "{\"REGION\":null,\"NEVER_THERE\":null}").statusCode(200);
    see(environment).body("version", equalTo(2)).body("variables", equalTo(List.of()));
  }

  private static Map<String, String> sourceWithFunction() {
    return Map.of(
        "package.json", "{\"scripts\":{\"build\":\"node build.mjs\"}}",
        "build.mjs",
            "import fs from 'node:fs'; fs.mkdirSync('dist'); fs.writeFileSync('dist/index.html',"
                + " `<h1>${process.env.VITE_TITLE}</h1>`);"
                + "if (process.env.GREETING) throw new Error('a build sees no secret');",
        "supabase/config.toml",
            "project_id = \"abcdefghijklmnopqrst\"\n[functions.greet]\nverify_jwt = false\n",
        "src/client.js", "export const key = '" + PUBLIC_KEY + "';",
        "supabase/functions/greet/index.ts",
            "Deno.serve(() => new Response(Deno.env.get('GREETING') ?? 'nothing'));");
  }

  private String page(String environment) throws Exception {
    try (var store = story.objects();
        var manifest = store.open(Digest.parse(story.routeOf(environment).getString("site")))) {
      String digest =
          new JsonPath(new String(manifest.readAllBytes(), StandardCharsets.UTF_8))
              .getString("files.'/index.html'.digest");
      try (var file = store.open(Digest.parse(digest))) {
        return new String(file.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  private String greeting(String environment) throws Exception {
    String backend = story.routeOf(environment).getString("backend");
    return given().get(backend + "/functions/v1/greet").asString();
  }

  private int anonymousSignIn(String environment) throws Exception {
    return given()
        .header("apikey", PUBLIC_KEY)
        .contentType("application/json")
        .body("{}")
        .post(story.routeOf(environment).getString("backend") + "/auth/v1/signup")
        .statusCode();
  }

  private static ValidatableResponse change(String environment, String variables) {
    return asOwner()
        .body("{\"variables\":" + variables + "}")
        .patch("/api/v1/environments/" + environment + "/variables")
        .then();
  }

  private static ValidatableResponse secrets(String action) {
    var request = given().auth().oauth2(Tokens.operator());
    String path = "/api/v1/operations/deploy-service/secrets" + action;
    return (action.isEmpty() ? request.get(path) : request.post(path)).then().statusCode(200);
  }

  private static ValidatableResponse see(String environment) {
    return asOwner().get("/api/v1/environments/" + environment + "/variables").then();
  }

  /** All that the database keeps of variables. */
  private String stored() {
    List<String> rows =
        transactions.await(() ->
            transactions.acrossOrganizations(() ->
                Panache.getSession()
                    .chain(session ->
                        session
                            .createNativeQuery(
                                "select encode(variables, 'escape') from variable_set",
                                String.class)
                            .getResultList())));
    return String.join("\n", rows);
  }
}
