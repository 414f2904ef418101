package io.homeport.systemtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.cli.client.DeployedApp;
import io.homeport.cli.client.Journey;
import io.homeport.cli.client.Resource;
import io.homeport.cli.client.Waiting;
import io.homeport.cli.source.SourceArchive;
import io.homeport.cli.source.SourceFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * deploy-service is ended by SIGKILL between every two steps of deployments that change a database:
 * before each step once, where the one before is recorded and this one is not.
 */
@ExtendWith(OnStack.class)
class KilledBetweenStepsTest {
  private static final String APP = "interrupted";
  private static final String MIGRATION = "20260101000000";
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** Each line is one kill: the step that each of the three environments is about to begin. */
  private static final List<List<String>> KILLS =
      List.of(
          List.of("preconditions", "build", "restore-point"),
          List.of("migrate", "start", "switch"),
          List.of("confirm", "schedules", "drain"));

  private final RunningStack stack;
  private final Journey journey;
  @TempDir Path folder;

  KilledBetweenStepsTest(RunningStack stack) {
    this.stack = stack;
    this.journey = stack.journey("ada");
  }

  @Test
  void deployments_end_live_and_did_everything_once_while_their_apps_went_on_to_answer()
      throws Exception {
    // Given: each environment serves its second release, and keeps the first one running
    Resource app = journey.createApp(APP);
    Resource first = approved(app, source("first"));
    Resource second = approved(app, source("second"));
    Resource third = approved(app, withMigration(source("third")));
    List<Resource> environments = new ArrayList<>();
    for (String name : List.of("production", "staging", "trial")) {
      environments.add(journey.environmentOrNew(app, name));
    }
    deployed(app, environments, first);
    deployed(app, environments, second);
    List<Visitor> visitors = environments.stream().map(KilledBetweenStepsTest::visitor).toList();

    // When
    List<Resource> deployments = killed(app, environments, third);

    // Then
    visitors.forEach(Visitor::close);
    Published published = Published.read(stack.kafka());
    for (int i = 0; i < environments.size(); i++) {
      Resource environment = journey.api().get("/environments/" + environments.get(i).id());
      String id = deployments.get(i).id();
      assertThat(states(deployments.get(i)))
          .as(deployments.get(i).toString())
          .containsOnlyKeys(KILLS.stream().flatMap(List::stream).toList())
          .hasEntrySatisfying("restore-point", state -> assertThat(state).isEqualTo("done"))
          .allSatisfy((step, state) -> assertThat(state).isIn("done", "skipped"));
      assertThat(visitors.get(i).failures()).isEmpty();
      assertThat(visitors.get(i).visits()).isGreaterThan(100);
      assertThat(visitors.get(i).releases())
          .containsExactly(release(app, 2), release(app, 3))
          .endsWith(environment.text("release"));
      assertThat(counts(published, id))
          .containsExactlyInAnyOrderEntriesOf(
              Map.of(
                  "deployment.started", 1L,
                  "restorepoint.requested", 1L,
                  "restorepoint.taken", 1L,
                  "route.changed", 1L,
                  "deployment.live", 1L));
      assertThat(rows(environment)).isEqualTo("1 file, 1 row");
      assertThat(instances(environment))
          .containsExactlyInAnyOrder(release(app, 2), release(app, 3));
      assertThat(processes(environment))
          .containsExactlyInAnyOrder(release(app, 2), release(app, 3));
    }
    assertThat(journey.releases(app)).hasSize(3);
  }

  private List<Resource> killed(Resource app, List<Resource> environments, Resource spec)
      throws SQLException {
    List<Resource> deployments = new ArrayList<>();
    try (HeldSteps held = HeldSteps.ofDeployments(stack.database("postgres-platform", "deploys"))) {
      for (List<String> steps : KILLS) {
        Map<String, String> holds = new LinkedHashMap<>();
        for (int i = 0; i < steps.size(); i++) {
          holds.put(environments.get(i).id(), steps.get(i));
        }
        held.at(holds);
        if (deployments.isEmpty()) {
          environments.forEach(each -> deployments.add(journey.deploy(app, each, spec)));
        } else {
          held.endTransactions();
        }
        held.await(steps.size());
        stack.kill("deploy-service");
      }
      held.at(Map.of());
      held.endTransactions();
    }
    return deployments.stream().map(this::over).toList();
  }

  private Resource over(Resource started) {
    return Waiting.until(
        "The deployment did not end.",
        LIMIT,
        () -> journey.api().get("/deployments/" + started.id()),
        seen -> seen.state().equals("failed") || states(seen).get("drain").equals("done"));
  }

  private static Map<String, String> states(Resource deployment) {
    return deployment.parts("steps").stream()
        .collect(Collectors.toMap(each -> each.text("step"), Resource::state));
  }

  private static Map<String, Long> counts(Published published, String deployment) {
    return Set.of(
            "deployment.started",
            "deployment.failed",
            "restorepoint.requested",
            "restorepoint.taken",
            "route.changed",
            "deployment.live")
        .stream()
        .collect(
            Collectors.toMap(
                type -> type, type -> published.count(type, "deploymentId", deployment)))
        .entrySet()
        .stream()
        .filter(each -> each.getValue() > 0)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private void deployed(Resource app, List<Resource> environments, Resource spec) {
    environments.stream()
        .map(each -> journey.deploy(app, each, spec))
        .toList()
        .forEach(journey::deployed);
  }

  private Resource approved(Resource app, Path source) {
    Resource requested =
        journey.importArchive(
            app,
            SourceArchive.MEDIA_TYPE,
            SourceArchive.publish(SourceFiles.of(source), bytes -> {}),
            Map.of());
    return journey.approve(journey.specOf(app, journey.imported(requested)));
  }

  private Path source(String title) {
    return Samples.tiny(folder.resolve(title), title);
  }

  private static Path withMigration(Path source) throws IOException {
    Files.writeString(
        source.resolve("supabase/migrations/" + MIGRATION + "_visits.sql"),
        """
        create table public.visits (at timestamptz not null default now());
        insert into public.visits default values;
        """);
    return source;
  }

  private static Visitor visitor(Resource environment) {
    return new Visitor(
        new DeployedApp(URI.create(environment.text("url"))), "notes?select=id,body");
  }

  private String release(Resource app, int number) {
    return journey.release(app, Integer.toString(number)).id();
  }

  /** What there is of the migration. */
  private String rows(Resource environment) throws SQLException {
    return stack
        .column(
            "postgres-apps",
            environment.text("database"),
            """
            select (select count(*) from supabase_migrations.schema_migrations where version = '%s')
              || ' file, ' || (select count(*) from public.visits) || ' row'
            """
                .formatted(MIGRATION))
        .getFirst();
  }

  /** The releases that are to run in an environment. */
  private List<String> instances(Resource environment) throws SQLException {
    return deploys(
        "select release_id from instance where state = 'running' and environment_id = '%s'"
            .formatted(environment.id()));
  }

  /** The releases whose processes run in an environment, one for each process. */
  private List<String> processes(Resource environment) throws SQLException {
    List<String> running = new ArrayList<>();
    for (String id :
        deploys(
            "select id from instance where environment_id = '%s'".formatted(environment.id()))) {
      long processes =
          ProcessHandle.allProcesses()
              .filter(each -> each.info().commandLine().orElse("").contains(id + "/config.json"))
              .count();
      String release =
          deploys("select release_id from instance where id = '%s'".formatted(id)).getFirst();
      for (long i = 0; i < processes; i++) {
        running.add(release);
      }
    }
    return running;
  }

  private List<String> deploys(String sql) throws SQLException {
    return stack.column("postgres-platform", "deploys", sql);
  }
}
