package io.homeport.deploy.deployment;

import static io.homeport.deploy.deployment.Story.asOwner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.homeport.testkit.Await;
import io.homeport.testkit.ServiceTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How an environment's app is run, changed while it serves. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "deploy"))
@QuarkusTestResource(FakeDoor.class)
class EnvironmentChangesTest {

  @Test
  void the_door_hears_at_once_how_large_requests_may_be() throws Exception {
    // Given
    var story = new Story();
    var spec = story.approved(Map.of("index.html", "zero"));
    String environment = story.environment("production");
    story.ended(story.deploy(environment, spec));
    String release = story.atTheDoor(environment);

    // When
    change(environment, "{\"maxBodyBytes\":1000}")
        .statusCode(200)
        .body("maxBodyBytes", equalTo(1000));

    // Then
    Await.until(
        "the door hears of it", () -> story.routeOf(environment).getLong("maxBodyBytes") == 1000);
    assertThat(story.atTheDoor(environment)).isEqualTo(release);
    change(environment, "{\"sleepAfterMinutes\":30}")
        .body("maxBodyBytes", equalTo(1000))
        .body("sleepAfterMinutes", equalTo(30));
    change(environment, "{\"maxBodyBytes\":-1}").statusCode(400);
  }

  private static ValidatableResponse change(String environment, String changes) {
    return asOwner().body(changes).patch("/api/v1/environments/" + environment).then();
  }
}
