package io.homeport.deploy.deployment;

import static io.homeport.deploy.deployment.Story.asOwner;
import static io.restassured.RestAssured.given;

import io.homeport.testkit.Await;
import io.homeport.testkit.ServiceTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** Domains of a certificate authority that looks in the handshake (TLS-ALPN-01). */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "deploy"))
@QuarkusTestResource(
    value = Pebble.class,
    restrictToAnnotatedClass = true,
    initArgs = @ResourceArg(name = "challenges", value = "tls-alpn-01"))
class DomainsInHandshakeTest {

  @Test
  void a_name_is_proven_in_the_handshake() throws Exception {
    // Given
    Story story = new Story();
    story.approved(Map.of("index.html", "one"));
    String environment = story.environment("production");
    String names = ConfigProvider.getConfig().getValue("test.names", String.class);
    given()
        .body(Map.of("host", "shop.example.org.", "addresses", List.of("127.0.0.1")))
        .post(names + "/add-a")
        .then()
        .statusCode(200);

    // When
    String id =
        asOwner()
            .body(Map.of("name", "shop.example.org"))
            .post("/api/v1/environments/" + environment + "/domains")
            .then()
            .statusCode(202)
            .extract()
            .path("id");

    Map<String, ?> ownership = story.see("domains", id).getMap("ownership");
    given()
        .body(Map.of("host", ownership.get("record") + ".", "value", ownership.get("value")))
        .post(names + "/set-txt")
        .then()
        .statusCode(200);

    // Then
    Await.until("it is active", () -> story.see("domains", id).getString("state").equals("active"));
  }
}
