package io.homeport.deploy.deployment;

import static io.homeport.deploy.deployment.Story.asOwner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.homeport.contracts.events.SpecApproved;
import io.homeport.testkit.Await;
import io.homeport.testkit.ServiceTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pushes that are deployed by themselves. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "deploy"))
@QuarkusTestResource(FakeDoor.class)
class DeploymentRulesTest {

  private Story story;

  @BeforeEach
  void begin() {
    story = new Story();
  }

  @Test
  void an_approved_version_of_a_branch_is_deployed_where_its_rule_says_and_no_other_is()
      throws Exception {
    // Given
    story.approved(Map.of("index.html", "zero"));
    String production = story.environment("production");
    put("{\"rules\":[{\"branch\":\"main\",\"environment\":\"production\",\"needsApproval\":true}]}")
        .statusCode(200)
        .header("ETag", "\"1\"");

    // When
    story.pushed("draft", "ada", Map.of("index.html", "of another branch"));
    story.pushed("main", "policy", Map.of("index.html", "nobody looked"));
    SpecApproved wanted = story.pushed("main", "ada", Map.of("index.html", "wanted"));

    // Then
    Await.until("it is deployed", () -> !deployments(production).isEmpty());
    assertThat(deployments(production)).hasSize(1);
    JsonPath ended =
        story.ended((String) ((Map<?, ?>) deployments(production).getFirst()).get("id"));
    assertThat(ended.getString("state")).isEqualTo("live");
    assertThat(ended.getString("spec")).isEqualTo(wanted.specId().toString());
    assertThat(ended.getString("requestedBy")).isEqualTo("rule for main");
  }

  @Test
  void a_rule_names_an_environment_that_is_there_and_is_changed_by_who_has_read_it()
      throws Exception {
    // Given
    story.approved(Map.of("index.html", "zero"));
    story.environment("production");
    String rules = "{\"rules\":[{\"branch\":\"*\",\"environment\":\"production\"}]}";

    // Then
    put("{\"rules\":[{\"branch\":\"main\",\"environment\":\"nowhere\"}]}")
        .statusCode(422)
        .body("detail", containsString("nowhere"));
    put(rules).statusCode(200);
    asOwner()
        .header("If-Match", "\"0\"")
        .body(rules)
        .put("/api/v1/apps/" + story.app + "/deployment-rules")
        .then()
        .statusCode(412);
    asOwner()
        .get("/api/v1/apps/" + story.app + "/deployment-rules")
        .then()
        .body("rules[0].branch", equalTo("*"));
  }

  private ValidatableResponse put(String rules) {
    return asOwner().body(rules).put("/api/v1/apps/" + story.app + "/deployment-rules").then();
  }

  private static List<Object> deployments(String environment) {
    return asOwner()
        .get("/api/v1/environments/" + environment + "/deployments")
        .jsonPath()
        .getList("items");
  }
}
