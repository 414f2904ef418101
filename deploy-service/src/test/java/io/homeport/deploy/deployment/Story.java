package io.homeport.deploy.deployment;

import static io.restassured.RestAssured.given;

import io.homeport.contracts.AppId;
import io.homeport.contracts.Builder;
import io.homeport.contracts.EventId;
import io.homeport.contracts.ImportId;
import io.homeport.contracts.SpecId;
import io.homeport.contracts.events.Event;
import io.homeport.contracts.events.EventJson;
import io.homeport.contracts.events.EventTypes;
import io.homeport.contracts.events.ImportCompleted;
import io.homeport.contracts.events.SpecApproved;
import io.homeport.contracts.events.SpecDrafted;
import io.homeport.messaging.Transactions;
import io.homeport.objects.Objects;
import io.homeport.objects.ObjectsLocation;
import io.homeport.objects.TreeArchive;
import io.homeport.testkit.Await;
import io.homeport.testkit.PublishedEvents;
import io.homeport.testkit.Tokens;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Tuple;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** What happens to one app around deploy-service: specs are drafted and approved, people ask. */
final class Story {
  final AppId app = AppId.next();
  final String name = "app-" + UUID.randomUUID().toString().substring(0, 8);

  private final String kafka = configured("kafka.bootstrap.servers");
  private final String objects = configured("homeport.objects");
  private final URI door = URI.create(configured("homeport.door-url"));
  private int version;

  private static String configured(String key) {
    return ConfigProvider.getConfig().getValue(key, String.class);
  }

  /** Another version of the app's source, with its spec drafted. */
  SpecDrafted drafted(Map<String, String> source) throws IOException {
    return drafted(source, "{}");
  }

  private SpecDrafted drafted(Map<String, String> source, String document) throws IOException {
    Path folder = Files.createTempDirectory("source");
    for (Map.Entry<String, String> file : source.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    try (var store = objects()) {
      var stored = TreeArchive.store(folder, path -> true, store);
      var drafted =
          new SpecDrafted(
              app,
              SpecId.next(),
              ++version,
              name,
              stored.tree(),
              stored.object(),
              store.put(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8))),
              0,
              Instant.now(),
              Optional.empty());
      publish(drafted, EventId.next());
      return drafted;
    }
  }

  /** Another version of the app's source, with its spec approved. */
  SpecApproved approved(Map<String, String> source) throws IOException {
    return approved(source, "{}");
  }

  /** Another version of the app's source, imported from a branch, with its spec approved. */
  SpecApproved pushed(String branch, String approvedBy, Map<String, String> source)
      throws IOException {
    SpecDrafted drafted = drafted(source);
    ImportId imported = ImportId.next();
    publish(
        new ImportCompleted(
            app,
            imported,
            name,
            drafted.snapshot(),
            drafted.archive(),
            Builder.LOVABLE,
            1,
            1,
            Instant.now(),
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(),
            Optional.of(branch)),
        EventId.next());
    // In life the spec is written in between.
    Await.until("the service has heard of the import", () -> importHeard(imported));
    var approved =
        new SpecApproved(
            app,
            drafted.specId(),
            drafted.version(),
            name,
            drafted.snapshot(),
            drafted.archive(),
            drafted.document(),
            approvedBy,
            Instant.now(),
            Optional.of(imported));
    publish(approved, EventId.next());
    return approved;
  }

  private static boolean importHeard(ImportId imported) {
    Transactions transactions = io.quarkus.arc.Arc.container().instance(Transactions.class).get();
    return transactions.await(() ->
        transactions.acrossOrganizations(connection ->
            connection
                .preparedQuery("select 1 from source where import_id = $1")
                .execute(Tuple.of(imported.value()))
                .map(rows -> rows.size() > 0)));
  }

  /**
   * Another version of the app's source, with its spec approved.
   *
   * @param document the spec as JSON
   */
  SpecApproved approved(Map<String, String> source, String document) throws IOException {
    SpecDrafted drafted = drafted(source, document);
    var approved =
        new SpecApproved(
            app,
            drafted.specId(),
            drafted.version(),
            name,
            drafted.snapshot(),
            drafted.archive(),
            drafted.document(),
            "an owner",
            Instant.now(),
            Optional.empty());
    publish(approved, EventId.next());
    return approved;
  }

  void publish(Event event, EventId id) {
    var settings = Map.<String, Object>of("bootstrap.servers", kafka, "acks", "all");
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      var type = EventTypes.describe(event.getClass());
      var record =
          new ProducerRecord<>(
              type.topic().topicName(),
              event.key(),
              EventJson.write(event).getBytes(StandardCharsets.UTF_8));
      Map.of(
              "ce_specversion", "1.0",
              "ce_id", id.toString(),
              "ce_type", EventTypes.wireName(event.getClass()),
              "ce_source", "test",
              "ce_subject", event.app().toString(),
              "ce_time", Instant.now().toString(),
              "ce_organizationid", Tokens.ACME.id().toString(),
              "ce_correlationid", UUID.randomUUID().toString())
          .forEach((header, value) ->
              record.headers().add(header, value.getBytes(StandardCharsets.UTF_8)));
      producer.send(record);
    }
  }

  /** What the service published on a topic for a key, oldest first. */
  List<String> published(String topic, String key) {
    return PublishedEvents.of(kafka, topic, key);
  }

  /** Where the service keeps objects. */
  Objects objects() {
    return ObjectsLocation.parse(objects).open(null);
  }

  /** An environment with its database. */
  String environment(String environment) {
    Await.until(
        "the service has heard of the app",
        () -> asOwner().get("/api/v1/apps/" + app + "/environments").statusCode() == 200);
    String id =
        asOwner()
            .body(Map.of("name", environment))
            .post("/api/v1/apps/" + app + "/environments")
            .then()
            .statusCode(202)
            .extract()
            .path("id");
    Await.until(
        "the environment is ready",
        Duration.ofMinutes(2),
        () -> !see("environments", id).getString("state").equals("provisioning"));
    return id;
  }

  /** Asks for a deployment, once the service has heard of the spec's approval. */
  String deploy(String environment, SpecApproved spec) {
    Await.until(
        "the service has heard of the approval",
        () ->
            asOwner()
                    .body(Map.of("specId", UUID.randomUUID()))
                    .post("/api/v1/environments/" + environment + "/deployments")
                    .statusCode()
                == 404);
    String[] id = new String[1];
    Await.until(
        "the spec can be deployed",
        () -> {
          var answer =
              asOwner()
                  .body(Map.of("specId", spec.specId().toString()))
                  .post("/api/v1/environments/" + environment + "/deployments");
          id[0] = answer.statusCode() == 202 ? answer.jsonPath().getString("id") : null;
          return id[0] != null;
        });
    return id[0];
  }

  /** The deployment at its end. */
  JsonPath ended(String deployment) {
    Await.until(
        "the deployment ends",
        Duration.ofMinutes(3),
        () -> {
          String state = see("deployments", deployment).getString("state");
          return Set.of("live", "replaced", "failed").contains(state);
        });
    return see("deployments", deployment);
  }

  ValidatableResponse rollBack(String environment) {
    return asOwner().body("{}").post("/api/v1/environments/" + environment + "/rollbacks").then();
  }

  JsonPath see(String what, String id) {
    return asOwner().get("/api/v1/" + what + "/" + id).jsonPath();
  }

  /** The release that the door answers with for an environment; empty if it has no route. */
  String atTheDoor(String environment) throws IOException, InterruptedException {
    return route(environment).headers().firstValue("Homeport-Release").orElse("");
  }

  /** The route that the door follows, as its event said it. */
  JsonPath routeOf(String environment) throws IOException, InterruptedException {
    return new JsonPath(route(environment).body());
  }

  String atTheDoorFast(String host) throws IOException, InterruptedException {
    return new Door(door).ask(host) instanceof Door.Answer.Release(String id) ? id : "";
  }

  /** From now on nobody takes a backup of an environment before its migrations. */
  void holdBackups(String environment) {
    given().post(door + "/hold-backups?" + environment).then().statusCode(200);
  }

  /** From now on the door follows no new route of a host. */
  void holdTheDoor(String host) {
    given().post(door + "/hold?" + host).then().statusCode(200);
  }

  private HttpResponse<String> route(String environment) throws IOException, InterruptedException {
    URI url = URI.create(see("environments", environment).getString("url"));
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(door.resolve("/")).header("Host", url.getHost()).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  static RequestSpecification asOwner() {
    return as(Tokens.owner(Tokens.ACME));
  }

  static RequestSpecification as(String token) {
    return given().auth().oauth2(token).contentType("application/json");
  }
}
