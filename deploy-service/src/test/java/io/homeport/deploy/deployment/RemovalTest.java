package io.homeport.deploy.deployment;

import static io.homeport.deploy.deployment.Story.asOwner;
import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.events.SpecApproved;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.messaging.Transactions;
import io.homeport.testkit.Await;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the door is told while an environment goes away. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "deploy"))
@QuarkusTestResource(FakeDoor.class)
class RemovalTest {
  private static final String ROUTE = "io.homeport.route.changed.v1";
  private static final String TOMBSTONE = "tombstone";

  @Inject Transactions transactions;
  @Inject BackendsWorker backends;
  @Inject DoorReminderWorker reminder;

  private Story story;

  @BeforeEach
  void begin() {
    story = new Story();
  }

  @Test
  void the_host_is_closed_as_soon_as_removal_is_asked_for_and_no_deployment_opens_it_again()
      throws Exception {
    // Given
    Served served = served();
    SpecApproved slow =
        story.approved(
            Map.of(
                "package.json",
                "{\"scripts\":{\"build\":\"node build.mjs\"}}",
                "build.mjs",
                "import fs from 'node:fs'; setTimeout(() => { fs.mkdirSync('dist');"
                    + "fs.writeFileSync('dist/index.html', 'two') }, 6000);"));
    String deployment = story.deploy(served.environment(), slow);
    Await.until(
        "the build runs",
        () -> story.see("deployments", deployment).getString("state").equals("building"));

    // When
    asOwner().delete("/api/v1/environments/" + served.environment()).then().statusCode(202);

    // Then
    Await.until("the door has no route", () -> story.atTheDoorFast(served.host()).isEmpty());
    assertThat(story.see("deployments", deployment).getString("state")).isEqualTo("building");
    JsonPath ended = story.ended(deployment);
    assertThat(ended.getString("state")).isEqualTo("failed");
    assertThat(ended.getString("failure.what")).contains("was removed while");
    awaitGone(served);
    assertThat(toldTheDoor(served)).containsExactly(ROUTE, TOMBSTONE, TOMBSTONE);
  }

  @Test
  void a_switch_that_removal_undoes_does_not_bring_the_release_before_back() throws Exception {
    // Given
    Served served = served();
    story.holdTheDoor(served.host());
    String deployment =
        story.deploy(served.environment(), story.approved(Map.of("index.html", "two")));
    Await.until(
        "the switch waits to be confirmed",
        () -> story.see("deployments", deployment).getString("state").equals("switching"));

    // When
    asOwner().delete("/api/v1/environments/" + served.environment()).then().statusCode(202);

    // Then
    assertThat(story.ended(deployment).getString("state")).isEqualTo("failed");
    awaitGone(served);
    Await.until("the last word is at the door", () -> toldTheDoor(served).size() > 3);
    assertThat(toldTheDoor(served)).containsExactly(ROUTE, ROUTE, TOMBSTONE, TOMBSTONE);
    EnvironmentRow row = row(served);
    assertThat(row.currentReleaseId).isNull();
    assertThat(row.state).isEqualTo(EnvironmentRow.REMOVED);
  }

  @Test
  void a_backend_that_moved_is_announced_only_for_the_release_that_serves_a_ready_environment()
      throws Exception {
    // Given
    Served served = served();
    ReleaseId release = new ReleaseId(UUID.fromString(served.release()));

    // When
    change(served, EnvironmentRow.REMOVING);
    announce(served, release);
    change(served, EnvironmentRow.READY);
    announce(served, ReleaseId.next());
    announce(served, release);

    // Then
    Await.until("the door is told", () -> toldTheDoor(served).size() > 1);
    assertThat(toldTheDoor(served)).containsExactly(ROUTE, ROUTE);
  }

  @Test
  void what_the_door_has_to_know_is_said_again_and_of_a_removed_environment_nothing()
      throws Exception {
    // Given
    Served removed = served();
    asOwner().delete("/api/v1/environments/" + removed.environment()).then().statusCode(202);
    awaitGone(removed);
    begin();
    Served served = served();

    // When
    assertThat(reminder.remind()).isTrue();

    // Then
    Await.until("the door is told", () -> toldTheDoor(served).size() > 1);
    assertThat(toldTheDoor(served)).containsExactly(ROUTE, ROUTE);
    assertThat(story.atTheDoor(served.environment())).isEqualTo(served.release());
    assertThat(toldTheDoor(removed)).containsExactly(ROUTE, TOMBSTONE, TOMBSTONE);
  }

  /** An environment that a release serves. */
  private record Served(String environment, String host, String release) {}

  private Served served() throws Exception {
    SpecApproved spec = story.approved(Map.of("index.html", "one"));
    String environment = story.environment("production");
    JsonPath ended = story.ended(story.deploy(environment, spec));
    assertThat(ended.getString("state")).as(ended.prettify()).isEqualTo("live");
    String host = URI.create(story.see("environments", environment).getString("url")).getHost();
    return new Served(environment, host, ended.getString("release"));
  }

  private static void awaitGone(Served served) {
    Await.until(
        "the environment is gone",
        Duration.ofMinutes(1),
        () -> asOwner().get("/api/v1/environments/" + served.environment()).statusCode() == 404);
  }

  private List<String> toldTheDoor(Served served) {
    return story.published("homeport.routes", served.host());
  }

  private void announce(Served served, ReleaseId release) {
    transactions.await(
        () -> backends.announce(Tokens.ACME.id(), EnvironmentId.of(served.environment()), release));
  }

  private EnvironmentRow row(Served served) {
    return transactions.await(() ->
        transactions.inOrganization(
            Tokens.ACME.id(),
            () -> EnvironmentRow.findById(UUID.fromString(served.environment()))));
  }

  private void change(Served served, String state) {
    transactions.await(() ->
        transactions.inOrganization(
            Tokens.ACME.id(),
            () ->
                EnvironmentRow.update(
                    "state = ?1 where id = ?2", state, UUID.fromString(served.environment()))));
  }
}
