package io.homeport.deploy.deployment;

import static io.homeport.deploy.deployment.Story.asOwner;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.EventId;
import io.homeport.contracts.RestoreId;
import io.homeport.contracts.events.RestoreCompleted;
import io.homeport.contracts.events.SpecApproved;
import io.homeport.testkit.Await;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.SharedServices;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Going back where the database went on: what is refused, and what comes back. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "deploy"))
@QuarkusTestResource(FakeDoor.class)
class RollbacksTest {
  private static final Pattern BACKUP = Pattern.compile("homeport restore (\\S+) --promote");

  private Story story;

  @BeforeEach
  void begin() {
    story = new Story();
  }

  @Test
  void going_back_over_a_dropped_column_is_refused_with_the_backup_that_brings_it_back()
      throws Exception {
    // Given
    SpecApproved first = story.approved(source(1));
    SpecApproved second = story.approved(source(2));
    String environment = story.environment("production");
    JsonPath one = story.ended(story.deploy(environment, first));
    JsonPath two = story.ended(story.deploy(environment, second));
    assertThat(two.getString("state")).as(two.prettify()).isEqualTo("live");
    assertThat(jobs(environment)).containsExactly("mail * * * * *", "tidy 0 * * * *");

    // When
    String remedy =
        story
            .rollBack(environment)
            .statusCode(409)
            .body("type", containsString("schema-too-new"))
            .body("detail", containsString("20250101000002"))
            .body("detail", containsString("pots"))
            .extract()
            .path("remedy");

    // Then: nothing changed
    assertThat(story.atTheDoor(environment)).isEqualTo(two.getString("release"));
    Matcher backup = BACKUP.matcher(remedy);
    assertThat(backup.find()).as(remedy).isTrue();

    // And: who insists gets it, with its schedules
    String anyway =
        asOwner()
            .body(Map.of("anyway", true))
            .post("/api/v1/environments/" + environment + "/rollbacks")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    JsonPath back = story.ended(anyway);
    assertThat(back.getString("state")).as(back.prettify()).isEqualTo("live");
    assertThat(back.getString("release")).isEqualTo(one.getString("release"));
    assertThat(back.getString("steps.find { it.step == 'schedules' }.what"))
        .isEqualTo("1 jobs put back, 1 taken away.");
    assertThat(jobs(environment)).containsExactly("tidy 0 3 * * *");

    // And: forward again, likewise
    story.ended(story.rollBack(environment).statusCode(202).extract().path("id"));
    assertThat(jobs(environment)).containsExactly("mail * * * * *", "tidy 0 * * * *");

    // And: restoring that backup brings back what served when it was taken
    String database = story.see("environments", environment).getString("database");
    copyEmpty(database);
    story.publish(
        new RestoreCompleted(
            story.app,
            RestoreId.next(),
            BackupId.of(backup.group(1)),
            EnvironmentId.of(environment),
            story.name,
            "production",
            database + "_r",
            true,
            Instant.now()),
        EventId.next());
    Await.until(
        "the release of that time serves",
        Duration.ofMinutes(1),
        () -> story.atTheDoor(environment).equals(one.getString("release")));
    assertThat(story.see("environments", environment).getString("database"))
        .isEqualTo(database + "_r");
  }

  private static Map<String, String> source(int version) {
    var source = new HashMap<String, String>();
    source.put("index.html", "version " + version);
    source.put("supabase/config.toml", "project_id = \"abcdefghijklmnopqrst\"\n");
    source.put(
        "supabase/migrations/20250101000001_pots.sql",
        "create table public.pots (id int, note text);"
            + "select cron.schedule('tidy', '0 3 * * *', 'select 1');");
    if (version > 1) {
      source.put(
          "supabase/migrations/20250101000002_less.sql",
          "alter table public.pots drop column note;"
              + "select cron.schedule('tidy', '0 * * * *', 'select 1');"
              + "select cron.schedule('mail', '* * * * *', 'select 1');");
    }
    return source;
  }

  private List<String> jobs(String environment) throws Exception {
    String database = story.see("environments", environment).getString("database");
    try (var connection = SharedServices.get().superuser().in(database).connect();
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "select jobname || ' ' || schedule from cron.job where active"
                        + " order by jobname")) {
      var jobs = new java.util.ArrayList<String>();
      while (rows.next()) {
        jobs.add(rows.getString(1));
      }
      return jobs;
    }
  }

  /** Stands for what backup-service restored. */
  private static void copyEmpty(String database) throws Exception {
    try (var connection = SharedServices.get().superuser().connect();
        var statement = connection.createStatement()) {
      statement.execute("create database " + database + "_r owner " + database);
    }
  }
}
