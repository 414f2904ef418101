package io.homeport.deploy.deployment;

import static io.homeport.deploy.deployment.Story.asOwner;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.deploy.runtime.Instances;
import io.homeport.messaging.Transactions;
import io.homeport.testkit.Await;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.SharedServices;
import io.homeport.testkit.Tokens;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.ClientProxy;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of an app's process: it dies, nobody uses it, somebody comes again. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "deploy"))
@QuarkusTestResource(FakeDoor.class)
class BackendsWorkerTest {
  private static final Map<String, String> SOURCE =
      Map.of(
          "index.html", "an app",
          "supabase/config.toml", "project_id = \"abcdefghijklmnopqrst\"\n",
          "supabase/migrations/20250101000001_pots.sql", "create table public.pots (id int);");

  @Inject SleepWorker sleep;
  @Inject Instances instances;
  @Inject Transactions transactions;
  @Inject MeterRegistry meters;

  private final Story story = new Story();

  @AfterEach
  void now() {
    itIs(Duration.ZERO);
  }

  @Test
  void a_backend_that_nobody_uses_sleeps_and_the_next_visitors_wake_it() throws Exception {
    // Given
    String environment = live();
    String backend = story.routeOf(environment).getString("backend");
    int asked = given().get(backend + "/rest/v1/pots").statusCode();
    sql(environment, "select cron.schedule('tidy', '0 3 * * *', 'select 1')");

    // When: it may sleep, but jobs are scheduled in its database
    mayItSleep(environment, 30);
    itIs(Duration.ofMinutes(31));

    // Then
    Await.until("it says why", () -> SleepWorker.HAS_JOBS.equals(reason(environment)));
    assertThat(state(environment)).isEqualTo("running");

    // When: no more
    sql(environment, "select cron.unschedule('tidy')");
    itIs(Duration.ofMinutes(33));

    // Then
    Await.until("it sleeps", Duration.ofSeconds(30), () -> "asleep".equals(state(environment)));
    Await.until("it has ended", () -> processes(environment).isEmpty());
    itIs(Duration.ZERO);

    // When: as browsers come, with several requests at once
    List<CompletableFuture<Integer>> answers =
        IntStream.range(0, 8)
            .mapToObj(each ->
                CompletableFuture.supplyAsync(
                    () -> given().get(backend + "/rest/v1/pots").statusCode()))
            .toList();

    // Then
    for (CompletableFuture<Integer> answer : answers) {
      assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(asked);
    }
    Await.until("it says that it runs", () -> "running".equals(state(environment)));
    assertThat(story.routeOf(environment).getString("backend")).isEqualTo(backend);

    // And: who may not sleep any more is woken
    itIs(Duration.ofMinutes(31));
    Await.until("it sleeps", Duration.ofSeconds(30), () -> "asleep".equals(state(environment)));
    mayItSleep(environment, 0);
    Await.until("it runs", Duration.ofSeconds(30), () -> "running".equals(state(environment)));
  }

  @Test
  void a_backend_that_ends_again_and_again_is_left_alone_for_longer_each_time() throws Exception {
    // Given
    String environment = live();
    Await.until("it was looked at", () -> "running".equals(state(environment)));
    var log = new Following(environment);
    Await.until("its log is followed", () -> log.text().contains("ready"));
    Await.until("its memory is told", () -> memoryBytes(environment) > 10 << 20);
    int begins = log.text().split("ready", -1).length;

    // When
    kill(environment);

    // Then: it is started at once
    Await.until(
        "it runs again",
        Duration.ofSeconds(30),
        () -> failures(environment) == 1 && "running".equals(state(environment)));
    Await.until("its log goes on", () -> log.text().split("ready", -1).length == begins + 1);
    assertThat(followers()).isEqualTo(1);
    log.close();
    Await.until("nobody follows any more", () -> followers() == 0);

    // When
    for (int times = 2; times <= 4; times++) {
      int failures = times;
      kill(environment);
      Await.until(
          "it is left alone, and says why",
          Duration.ofSeconds(30),
          () -> failures(environment) == failures && "restarting".equals(state(environment)));
      JsonPath seen = story.see("environments", environment);
      assertThat(seen.getString("backend.reason"))
          .isEqualTo("The app's backend was ended by signal 9.");
      assertThat(seen.getString("backend.nextTry")).isNotNull();
      Await.until(
          "it runs again", Duration.ofSeconds(30), () -> "running".equals(state(environment)));
    }
  }

  /** Somebody who follows the log of an environment. */
  private static final class Following {
    private final StringBuffer text = new StringBuffer();
    private final Socket socket;

    Following(String environment) throws IOException {
      socket = new Socket("127.0.0.1", RestAssured.port);
      socket
          .getOutputStream()
          .write(
              ("GET /api/v1/environments/%s/logs/stream HTTP/1.1\r\nHost: deploy\r\n"
                      + "Accept: text/event-stream\r\nAuthorization: Bearer %s\r\n\r\n")
                  .formatted(environment, Tokens.owner(Tokens.ACME))
                  .getBytes(StandardCharsets.US_ASCII));
      Thread.ofVirtual().start(this::read);
    }

    private void read() {
      try {
        InputStream in = socket.getInputStream();
        byte[] some = new byte[4096];
        for (int count = in.read(some); count >= 0; count = in.read(some)) {
          text.append(new String(some, 0, count, StandardCharsets.UTF_8));
        }
      } catch (IOException closed) {
        // The test has seen enough.
      }
    }

    String text() {
      return text.toString();
    }

    void close() throws IOException {
      socket.close();
    }
  }

  private double memoryBytes(String environment) {
    Gauge gauge = meters.find("homeport.app.memory").tag("environment", environment).gauge();
    return gauge == null ? 0 : gauge.value();
  }

  private double followers() {
    return meters.get("homeport.logs.followers").gauge().value();
  }

  private String live() throws Exception {
    var spec = story.approved(SOURCE);
    String environment = story.environment("production");
    JsonPath ended = story.ended(story.deploy(environment, spec));
    assertThat(ended.getString("state")).as(ended.prettify()).isEqualTo("live");
    return environment;
  }

  private void mayItSleep(String environment, int minutes) {
    asOwner()
        .body(Map.of("sleepAfterMinutes", minutes))
        .patch("/api/v1/environments/" + environment)
        .then()
        .statusCode(200);
    assertThat(story.see("environments", environment).getInt("sleepAfterMinutes"))
        .isEqualTo(minutes);
  }

  private void itIs(Duration later) {
    ClientProxy.unwrap(sleep).clock = Clock.offset(Clock.systemUTC(), later);
  }

  private String state(String environment) {
    return story.see("environments", environment).getString("backend.state");
  }

  private String reason(String environment) {
    return story.see("environments", environment).getString("backend.reason");
  }

  private int failures(String environment) {
    return story.see("environments", environment).getInt("backend.failures");
  }

  private void kill(String environment) {
    List<ProcessHandle> found = processes(environment);
    assertThat(found).hasSize(1);
    found.getFirst().destroyForcibly();
    Await.until("it has ended", () -> !found.getFirst().isAlive());
  }

  private List<ProcessHandle> processes(String environment) {
    List<String> configurations =
        transactions.await(() -> instances.running()).stream()
            .filter(instance -> instance.environment().toString().equals(environment))
            .map(instance -> instance.id() + "/config.json")
            .toList();
    return ProcessHandle.allProcesses()
        .filter(handle ->
            configurations.stream().anyMatch(handle.info().commandLine().orElse("")::contains))
        .toList();
  }

  private void sql(String environment, String sql) throws Exception {
    String database = story.see("environments", environment).getString("database");
    try (var connection = SharedServices.get().superuser().in(database).connect();
        var statement = connection.createStatement()) {
      statement.execute("set role " + database);
      statement.execute(sql);
    }
  }
}
