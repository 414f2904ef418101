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
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deployments that wait for each other, and that nobody wants any more. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "deploy"))
@QuarkusTestResource(FakeDoor.class)
class WithdrawalsTest {

  private Story story;

  @BeforeEach
  void begin() {
    story = new Story();
  }

  @Test
  void a_newer_deployment_takes_the_place_of_one_that_waits_and_a_building_one_can_be_canceled()
      throws Exception {
    // Given: one that builds for long, one that waits behind it
    SpecApproved slow = story.approved(building("setTimeout(() => {}, 120_000)"));
    SpecApproved second = story.approved(Map.of("index.html", "second"));
    SpecApproved third = story.approved(Map.of("index.html", "third"));
    String environment = story.environment("production");
    String building = story.deploy(environment, slow);
    Await.until("the build runs", () -> logOf(building).contains("$ npm run build"));
    String waiting = story.deploy(environment, second);

    // When
    String newest = story.deploy(environment, third);

    // Then: at once
    JsonPath superseded = story.see("deployments", waiting);
    assertThat(superseded.getString("state")).isEqualTo("superseded");
    assertThat(superseded.getString("supersededBy")).isEqualTo(newest);
    assertThat(progressOf(waiting)).contains(newest, "\"ended\":true");
    assertThat(story.see("deployments", newest).getString("state")).isEqualTo("queued");
    cancel(waiting).statusCode(409).body("type", containsString("deployment-over"));

    // And: who calls off the one that builds frees the way
    cancel(building)
        .statusCode(200)
        .body("state", equalTo("canceled"))
        .body("canceledBy", equalTo("owner-of-acme"));
    assertThat(progressOf(building)).contains("Canceled by owner-of-acme.", "\"ended\":true");
    assertThat(story.ended(newest).getString("state")).isEqualTo("live");
    assertThat(story.see("deployments", building).getString("state")).isEqualTo("canceled");
    Await.until("the build was ended", () -> processesOf(slow) == 0);
    assertThat(story.published("homeport.deployments", story.app.toString()))
        .filteredOn(event -> !event.equals("io.homeport.environment.recorded.v1"))
        .containsExactly(
            "io.homeport.environment.ready.v1",
            "io.homeport.deployment.started.v1",
            "io.homeport.deployment.superseded.v1",
            "io.homeport.deployment.canceled.v1",
            "io.homeport.deployment.started.v1",
            "io.homeport.deployment.live.v1");
  }

  private Map<String, String> building(String script) {
    return Map.of(
        "package.json",
        "{\"scripts\":{\"build\":\"node build.mjs " + marker() + "\"}}",
        "build.mjs",
        script);
  }

  private String marker() {
    return "of-" + story.app;
  }

  private long processesOf(SpecApproved spec) {
    return ProcessHandle.allProcesses()
        .filter(each -> each.info().commandLine().orElse("").contains("of-" + spec.app()))
        .count();
  }

  private static String logOf(String deployment) {
    return asOwner().get("/api/v1/deployments/" + deployment + "/log").asString();
  }

  private static String progressOf(String deployment) {
    return asOwner().get("/api/v1/deployments/" + deployment + "/progress").asString();
  }

  private static ValidatableResponse cancel(String deployment) {
    return asOwner().post("/api/v1/deployments/" + deployment + "/cancellation").then();
  }

  @Test
  void a_deployment_that_nobody_knows_cannot_be_canceled() {
    cancel(UUID.randomUUID().toString()).statusCode(404);
  }
}
