package io.homeport.deploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.contracts.AppId;
import io.homeport.contracts.BackupId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.EventId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.TrialId;
import io.homeport.contracts.events.SpecApproved;
import io.homeport.contracts.events.TrialEnded;
import io.homeport.contracts.events.TrialEnded.Answer;
import io.homeport.contracts.events.TrialRequested;
import io.homeport.deploy.environment.AppsCluster;
import io.homeport.deploy.environment.EnvironmentKeys;
import io.homeport.deploy.environment.EnvironmentRow;
import io.homeport.deploy.runtime.Backend;
import io.homeport.deploy.runtime.Instances;
import io.homeport.deploy.runtime.Runtimes;
import io.homeport.deploy.runtime.SupabaseRuntime;
import io.homeport.deploy.target.Target;
import io.homeport.messaging.Transactions;
import io.homeport.testkit.Await;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A release that is started for a moment on a database that a drill has restored. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "deploy"))
@QuarkusTestResource(FakeDoor.class)
class TrialTest {

  private static final String CLAIMS =
      "{\"aud\":\"authenticated\",\"role\":\"authenticated\",\"sub\":\"7d3c1f0e-5a64-4f0b-9d2e-86b1a0c4e9f7\"}";
  private static final Map<String, String> SOURCE =
      Map.of(
          "index.html", "an app",
          "supabase/config.toml", "project_id = \"abcdefghijklmnopqrst\"\n",
          "supabase/migrations/20250101000001_pots.sql",
              """
              create table public.pots (id int primary key);
              insert into public.pots select generate_series(1, 3);
              create table public.drafts (id int primary key, by uuid);
              insert into public.drafts values (1, '7d3c1f0e-5a64-4f0b-9d2e-86b1a0c4e9f7'), (2, null);
              alter table public.drafts enable row level security;
              create policy own on public.drafts to authenticated using (by = auth.uid());
              create table public.keys (id int);
              revoke all on public.keys from anon, authenticated;
              """);

  @Inject Transactions transactions;
  @Inject AppsCluster cluster;
  @Inject Runtimes runtimes;
  @Inject Instances instances;
  @Inject Target target;
  @Inject ObjectMapper json;

  private final Story story = new Story();

  @Test
  void the_release_that_served_answers_as_its_users_ask_it_and_is_gone_again() throws Exception {
    // Given
    SpecApproved spec = story.approved(SOURCE);
    String environment = story.environment("production");
    JsonPath live = story.ended(story.deploy(environment, spec));
    assertThat(live.getString("state")).as(live.prettify()).isEqualTo("live");
    TrialRequested wanted = wanted(spec.app(), environment, Instant.now().plusSeconds(120));
    long running = running(environment);

    // When
    story.publish(wanted, EventId.next());
    TrialEnded ended = ended(wanted);

    // Then
    assertThat(ended.notTried()).isEmpty();
    assertThat(ended.notStarted()).isEmpty();
    assertThat(ended.releaseId()).contains(ReleaseId.of(live.getString("release")));
    assertThat(ended.signIn()).isEqualTo(TrialEnded.SIGNED_IN);
    assertThat(ended.answers())
        .containsExactlyInAnyOrder(
            rows("pots", "anon", 3),
            rows("pots", "authenticated", 3),
            rows("drafts", "anon", 0),
            rows("drafts", "authenticated", 1),
            refused("keys", "anon"),
            refused("keys", "authenticated"));
    assertThat(running(environment)).isEqualTo(running);
    nothingIsLeftOf(wanted.trialId());
  }

  @Test
  void one_whose_drill_was_killed_ends_in_time_and_leaves_nothing() throws Exception {
    // Given: nothing listens any more where the drill's server was
    SpecApproved spec = story.approved(SOURCE);
    String environment = story.environment("production");
    story.ended(story.deploy(environment, spec));
    TrialRequested orphan =
        wanted(spec.app(), environment, closedPort(), Instant.now().plusSeconds(3));

    // When
    story.publish(orphan, EventId.next());

    // Then
    assertThat(ended(orphan).answers()).isEmpty();
    nothingIsLeftOf(orphan.trialId());
  }

  @Test
  void one_that_the_service_was_killed_in_is_ended_and_begun_anew() throws Exception {
    // Given: what the killed attempt has started, in a row whose lease has run out
    SpecApproved spec = story.approved(SOURCE);
    String environment = story.environment("production");
    JsonPath live = story.ended(story.deploy(environment, spec));
    TrialRequested wanted = wanted(spec.app(), environment, Instant.now().plusSeconds(120));
    UUID trial = wanted.trialId().value();
    Target.Started killed =
        target.start(
            trial,
            UUID.fromString(environment),
            new Backend(
                List.of("node", "-e", "setInterval(() => {}, 1000)"), new byte[0], List.of()));

    // When
    abandoned(wanted, live.getString("release"));

    // Then
    assertThat(ended(wanted).signIn()).isEqualTo(TrialEnded.SIGNED_IN);
    assertThat(ProcessHandle.of(killed.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    nothingIsLeftOf(wanted.trialId());
  }

  @Test
  void what_nobody_waits_for_any_more_is_not_started() throws Exception {
    SpecApproved spec = story.approved(SOURCE);
    String environment = story.environment("production");
    story.ended(story.deploy(environment, spec));
    TrialRequested late = wanted(spec.app(), environment, Instant.now().minusSeconds(1));

    story.publish(late, EventId.next());

    assertThat(ended(late).notTried()).contains("nobody got to it in time");
  }

  @Test
  void an_environment_in_which_nothing_served_yet_has_nothing_to_start() throws Exception {
    SpecApproved spec = story.approved(SOURCE);
    TrialRequested wanted =
        wanted(spec.app(), story.environment("production"), Instant.now().plusSeconds(60));

    story.publish(wanted, EventId.next());

    assertThat(ended(wanted).notTried()).contains("no release served then");
  }

  @Test
  void nothing_that_could_reach_others_is_configured() throws Exception {
    EnvironmentKeys keys = EnvironmentKeys.generate(Instant.now());
    var place =
        new SupabaseRuntime.Trial(UUID.randomUUID(), 4711, "postgres://", keys, Path.of("/t"));

    Map<?, ?> configuration =
        json.readValue(runtimes.supabase().trial(place).configuration(), Map.class);

    assertThat(configuration.get("cron")).isEqualTo(false);
    assertThat(configuration.get("jwtSecret")).isEqualTo(keys.jwtSecret());
    assertThat(configuration.keySet())
        .map(String::valueOf)
        .doesNotContain("functions", "variables", "app", "redirects", "rewrites", "auth");
  }

  private TrialRequested wanted(AppId app, String environment, Instant until) {
    return wanted(app, environment, cluster.port(), until);
  }

  private TrialRequested wanted(AppId app, String environment, int port, Instant until) {
    EnvironmentRow row =
        transactions.await(() ->
            transactions.inOrganization(
                Tokens.ACME.id(),
                () -> EnvironmentRow.<EnvironmentRow>findById(UUID.fromString(environment))));
    return new TrialRequested(
        app,
        TrialId.next(),
        BackupId.next(),
        EnvironmentId.of(environment),
        Instant.now(),
        port,
        row.databaseName,
        row.ownerRole,
        List.of("drafts", "keys", "pots"),
        CLAIMS,
        until);
  }

  /** As a service leaves it that is killed in its first attempt. */
  private void abandoned(TrialRequested wanted, String release) throws Exception {
    UUID id = wanted.trialId().value();
    String request = json.writeValueAsString(wanted);
    transactions.await(() ->
        transactions.acrossOrganizations(connection ->
            connection
                .preparedQuery(
                    "insert into trial (id, organization_id, environment_id, release_id, request)"
                        + " values ($1, $2, $3, $4, $5)")
                .execute(
                    Tuple.of(
                        id,
                        Tokens.ACME.id().value(),
                        wanted.environmentId().value(),
                        UUID.fromString(release),
                        request))
                .chain(() ->
                    connection
                        .preparedQuery(
                            "insert into work (id, organization_id, kind, subject, state, attempt, lease_until,"
                                + " correlation_id) values ($1, $2, 'trial', $3, 'running', 1,"
                                + " now() - interval '1 minute', 'test')")
                        .execute(Tuple.of(UUID.randomUUID(), Tokens.ACME.id().value(), id)))));
  }

  private void nothingIsLeftOf(TrialId trial) {
    assertThat(target.find(trial.value())).isEmpty();
    assertThat(target.files().resolve("trials").resolve(trial.toString())).doesNotExist();
    boolean forgotten =
        transactions.await(() ->
            transactions.acrossOrganizations(connection ->
                connection
                    .preparedQuery("select from trial where id = $1")
                    .execute(Tuple.of(trial.value()))
                    .map(rows -> rows.size() == 0)));
    assertThat(forgotten).isTrue();
  }

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private TrialEnded ended(TrialRequested wanted) throws Exception {
    Await.until(
        "the trial has ended", Duration.ofMinutes(2), () -> payload(wanted.trialId()).isPresent());
    return json.readValue(payload(wanted.trialId()).orElseThrow(), TrialEnded.class);
  }

  private Optional<String> payload(TrialId trial) {
    return transactions.await(() ->
        transactions.acrossOrganizations(connection ->
            connection
                .preparedQuery(
                    "select payload from outbox where type like '%trial.ended%' and payload like $1")
                .execute(Tuple.of("%" + trial + "%"))
                .map(rows -> {
                  var found = rows.iterator();
                  return found.hasNext()
                      ? Optional.of(found.next().getString(0))
                      : Optional.<String>empty();
                })));
  }

  private long running(String environment) {
    return transactions
        .await(() -> instances.everIn(Tokens.ACME.id(), EnvironmentId.of(environment)))
        .size();
  }

  private static Answer rows(String table, String role, long rows) {
    return new Answer(table, role, Optional.of(rows), Optional.empty());
  }

  private static Answer refused(String table, String role) {
    return new Answer(table, role, Optional.empty(), Optional.of("42501"));
  }
}
