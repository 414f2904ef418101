package io.homeport.backup.service;

import static io.restassured.RestAssured.given;

import io.homeport.contracts.AppId;
import io.homeport.contracts.DeploymentId;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.events.DeploymentEvent;
import io.homeport.contracts.events.DeploymentLive;
import io.homeport.contracts.events.EnvironmentReady;
import io.homeport.messaging.Cause;
import io.homeport.messaging.Outbox;
import io.homeport.messaging.Transactions;
import io.homeport.testkit.Await;
import io.homeport.testkit.Tokens;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** An environment of an app that deploy-service has told of, and its backups as its owner asks. */
final class LiveEnvironment {

  private static final Duration A_WHILE = Duration.ofMinutes(3);
  private static final URI URL = URI.create("http://workshops.localhost");

  final AppId app = AppId.next();
  final EnvironmentId id = EnvironmentId.next();
  final ReleaseId release = ReleaseId.next();

  private final Transactions transactions;
  private final Outbox outbox;

  LiveEnvironment(Transactions transactions, Outbox outbox, String database) {
    this.transactions = transactions;
    this.outbox = outbox;
    publish(
        new EnvironmentReady(
            app, id, "workshops", "production", database, URL, Instant.now(), false));
    publish(
        new DeploymentLive(
            app,
            DeploymentId.next(),
            id,
            "workshops",
            "production",
            release,
            1,
            false,
            URL,
            Instant.now()));
  }

  void publish(DeploymentEvent event) {
    transactions.await(() ->
        transactions.inOrganization(
            Tokens.ACME.id(), () -> outbox.publish(Tokens.ACME.id(), event, Cause.fresh())));
  }

  /** The one that is taken because it went live, when it has ended. */
  String firstBackup() {
    String path = "/api/v1/environments/" + id + "/backups";
    Await.until(
        "a first backup is requested", () -> !asOwner().get(path).path("items").equals(List.of()));
    String backup = asOwner().get(path).path("items[0].id");
    ended("backups", backup);
    return backup;
  }

  String restore(String backup) {
    return asOwner()
        .contentType("application/json")
        .body("{\"promote\":false}")
        .post("/api/v1/backups/" + backup + "/restores")
        .then()
        .statusCode(202)
        .extract()
        .path("id");
  }

  ValidatableResponse ended(String kind, String thing) {
    String path = "/api/v1/" + kind + "/" + thing;
    Await.until(path + " has ended", A_WHILE, () -> asOwner().get(path).path("endedAt") != null);
    return asOwner().get(path).then();
  }

  /** Work that a service was doing when it was killed: its lease has run out. */
  void abandoned(String kind, String subject) {
    abandoned(transactions, kind, subject);
  }

  static void abandoned(Transactions transactions, String kind, String subject) {
    sql(
        transactions,
        """
        insert into work (id, organization_id, kind, subject, state, attempt, lease_until, correlation_id)
        values (gen_random_uuid(), '%s', '%s', '%s', 'running', 1, now() - interval '1 minute', 'test')
        """
            .formatted(Tokens.ACME.id(), kind, UUID.fromString(subject)));
  }

  /** In the service's own database. */
  void sql(String change) {
    sql(transactions, change);
  }

  static void sql(Transactions transactions, String change) {
    transactions.await(() ->
        transactions.inOrganization(
            Tokens.ACME.id(),
            () ->
                Panache.getSession()
                    .chain(session -> session.createNativeQuery(change).executeUpdate())));
  }

  static RequestSpecification asOwner() {
    return given().auth().oauth2(Tokens.owner(Tokens.ACME));
  }
}
