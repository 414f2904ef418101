package io.homeport.deploy.deployment;

import static io.homeport.deploy.deployment.Story.asOwner;
import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.events.SpecApproved;
import io.homeport.messaging.Transactions;
import io.homeport.testkit.Await;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.SharedServices;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The steps of deployments: what each says, and what happens when one fails or is cut short. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "deploy"))
@QuarkusTestResource(FakeDoor.class)
class StepsTest {

  /** Takes an attempt's work away in the moment in which it says something of a step. */
  private static final List<String> LOSING =
      List.of(
          "create table if not exists loss (subject uuid, step text)",
          """
          create or replace function lose() returns trigger language plpgsql as $$
          begin
            delete from loss where subject = new.subject and step = new.step;
            if found then
              update work set state = 'queued', lease_until = null
              where subject = new.subject and state = 'running';
            end if;
            return null;
          end $$
          """,
          """
          create or replace trigger lose after insert on progress
          for each row execute function lose()
          """);

  @Inject Transactions transactions;

  private Story story;

  @BeforeEach
  void begin() {
    story = new Story();
  }

  @Test
  void a_deployment_that_is_cut_short_after_each_of_its_steps_ends_live_and_did_each_once()
      throws Exception {
    // Given
    LOSING.forEach(this::execute);
    SpecApproved first = story.approved(source(1));
    SpecApproved second = story.approved(source(2));
    String environment = story.environment("production");

    // When
    JsonPath one = cutShort(environment, first, "preconditions", "build", "release", "migrate");
    JsonPath two = cutShort(environment, second, "restore-point", "publish", "start", "switch");
    JsonPath three = cutShort(environment, first, "confirm", "live", "drain");

    // Then
    assertThat(List.of(one, two, three))
        .allSatisfy(each -> {
          assertThat(each.getString("state")).as(each.prettify()).isIn("live", "replaced");
          assertThat(each.getList("steps.state", String.class)).containsOnly("done", "skipped");
        });
    assertThat(what(one, "restore-point")).contains("No release has served here yet");
    // What the attempt applied that was cut short in this step, the next one finds applied.
    assertThat(what(one, "migrate")).isEqualTo("0 applied, 1 already there, 0 statements failed.");
    assertThat(what(two, "restore-point")).contains("Backup ", "7 rows");
    assertThat(what(two, "migrate")).startsWith("1 applied");
    assertThat(what(two, "start")).contains("is healthy after");
    assertThat(what(three, "restore-point")).isEqualTo("No migration is pending.");
    assertThat(rows(environment)).isEqualTo("1,2");
    List<String> events = story.published("homeport.deployments", story.app.toString());
    assertThat(Collections.frequency(events, "io.homeport.restorepoint.requested.v1")).isEqualTo(1);
    assertThat(Collections.frequency(events, "io.homeport.deployment.live.v1")).isEqualTo(3);
    assertThat(story.atTheDoor(environment)).isEqualTo(three.getString("release"));
  }

  @Test
  void without_a_backup_no_migration_runs_unless_whoever_deploys_wants_it_so() throws Exception {
    // Given
    SpecApproved first = story.approved(source(1));
    SpecApproved second = story.approved(source(2));
    String environment = story.environment("production");
    JsonPath serving = story.ended(story.deploy(environment, first));
    story.holdBackups(environment);

    // When
    JsonPath ended = story.ended(story.deploy(environment, second));

    // Then
    assertThat(ended.getString("state")).isEqualTo("failed");
    assertThat(ended.getString("failure.what")).contains("No backup was stored within 4 s");
    assertThat(state(ended, "restore-point")).isEqualTo("failed");
    assertThat(state(ended, "migrate")).isEqualTo("not-reached");
    assertThat(rows(environment)).isEqualTo("1");
    assertThat(story.atTheDoor(environment)).isEqualTo(serving.getString("release"));

    // And
    String anyway =
        asOwner()
            .body(Map.of("specId", second.specId().toString(), "withoutRestorePoint", true))
            .post("/api/v1/environments/" + environment + "/deployments")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    assertThat(story.ended(anyway).getString("state")).isEqualTo("live");
    assertThat(rows(environment)).isEqualTo("1,2");
  }

  @Test
  void what_the_spec_says_is_required_and_nobody_set_is_asked_for_with_the_command()
      throws Exception {
    // Given
    SpecApproved spec =
        story.approved(
            Map.of("index.html", "one"),
            """
            {"deployment":{"variables":[{"name":"API_KEY","readBy":["server"],
              "providedBy":"owner","committed":false,"required":true}]}}
            """);
    String environment = story.environment("production");

    // When
    JsonPath ended = story.ended(story.deploy(environment, spec));

    // Then
    assertThat(ended.getString("state")).isEqualTo("failed");
    assertThat(ended.getString("failure.remedy"))
        .contains("homeport variable set " + story.name + " API_KEY --env production");
    assertThat(state(ended, "preconditions")).isEqualTo("failed");
    assertThat(state(ended, "build")).isEqualTo("not-reached");
  }

  @Test
  void environments_that_are_given_the_same_spec_at_once_share_a_release_and_need_no_second_try()
      throws Exception {
    // Given
    SpecApproved spec = story.approved(source(1));
    String one = story.environment("production");
    String other = story.environment("staging");

    // When
    String first = story.deploy(one, spec);
    String second = story.deploy(other, spec);

    // Then
    JsonPath ended = story.ended(first);
    assertThat(ended.getString("state")).isEqualTo("live");
    assertThat(story.ended(second).getString("release")).isEqualTo(ended.getString("release"));
    assertThat(count("work where attempt > 1 and subject in ('%s', '%s')".formatted(first, second)))
        .isZero();
  }

  @Test
  void a_disk_that_is_full_fails_a_deployment_before_it_began_and_the_next_one_is_as_ever()
      throws Exception {
    // Given
    SpecApproved first = story.approved(source(1));
    SpecApproved second = story.approved(source(2));
    String environment = story.environment("production");
    JsonPath serving = story.ended(story.deploy(environment, first));

    OtherDisks disks = new OtherDisks();
    QuarkusMock.installMockForType(disks, Disks.class);

    // When
    disks.freeBytes = 7L << 20;
    JsonPath ended = story.ended(story.deploy(environment, second));

    // Then
    assertThat(ended.getString("failure.what"))
        .isEqualTo(
            "Only 7 MiB are free on the disk of /srv/homeport/objects, and a deployment needs 1,024.");
    assertThat(ended.getString("failure.remedy"))
        .contains("Make room there", "HOMEPORT_DEPLOYMENTS_FREE_DISK_BYTES");
    assertThat(state(ended, "preconditions")).isEqualTo("failed");
    assertThat(state(ended, "build")).isEqualTo("not-reached");
    assertThat(story.atTheDoor(environment)).isEqualTo(serving.getString("release"));

    // And
    disks.freeBytes = 9L << 30;
    assertThat(story.ended(story.deploy(environment, second)).getString("state")).isEqualTo("live");
  }

  /** Two disks, the second of which fills and empties as the test wants. */
  private static final class OtherDisks extends Disks {
    private volatile long freeBytes = 9L << 30;

    @Override
    List<Disk> free() {
      return List.of(
          new Disk(Path.of("/srv/homeport/data"), 9L << 30),
          new Disk(Path.of("/srv/homeport/objects"), freeBytes));
    }
  }

  private static Map<String, String> source(int migrations) {
    var source = new HashMap<String, String>();
    source.put("index.html", "version " + migrations);
    source.put("supabase/config.toml", "project_id = \"abcdefghijklmnopqrst\"\n");
    source.put(
        "supabase/migrations/20250101000001_pots.sql",
        "create table public.pots (id int); insert into public.pots values (1);");
    if (migrations > 1) {
      source.put(
          "supabase/migrations/20250101000002_more.sql", "insert into public.pots values (2);");
    }
    return source;
  }

  private JsonPath cutShort(String environment, SpecApproved spec, String... steps)
      throws Exception {
    // Held back until it is known where to cut it.
    execute(
        "create or replace function hold() returns trigger language plpgsql as $$"
            + " begin new.run_after = 'infinity'; return new; end $$");
    execute(
        "create or replace trigger hold before insert on work"
            + " for each row execute function hold()");
    String deployment = story.deploy(environment, spec);
    execute("drop trigger hold on work");
    for (String step : steps) {
      execute("insert into loss values ('" + deployment + "', '" + step + "')");
    }
    execute("update work set run_after = now() where run_after = 'infinity'");
    story.ended(deployment);
    // It is live before its last step.
    Await.until(
        "its last step is done",
        () -> state(story.see("deployments", deployment), "drain").equals("done"));
    assertThat(count("loss where subject = '" + deployment + "'")).isZero();
    return story.see("deployments", deployment);
  }

  private int count(String which) {
    return transactions.await(() ->
        transactions.acrossOrganizations(connection ->
            connection
                .query("select count(*)::int from " + which)
                .execute()
                .map(rows -> rows.iterator().next().getInteger(0))));
  }

  private void execute(String sql) {
    transactions.await(() ->
        transactions.acrossOrganizations(
            connection -> connection.query(sql).execute().replaceWithVoid()));
  }

  private String rows(String environment) throws Exception {
    String database = story.see("environments", environment).getString("database");
    try (var connection = SharedServices.get().superuser().in(database).connect();
        var rows =
            connection
                .createStatement()
                .executeQuery("select string_agg(id::text, ',' order by id) from public.pots")) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static String what(JsonPath deployment, String step) {
    return deployment.getString("steps.find { it.step == '" + step + "' }.what");
  }

  private static String state(JsonPath deployment, String step) {
    return deployment.getString("steps.find { it.step == '" + step + "' }.state");
  }
}
