package io.homeport.deploy.deployment;

import static io.homeport.deploy.deployment.Story.as;
import static io.homeport.deploy.deployment.Story.asOwner;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.homeport.contracts.Digest;
import io.homeport.deploy.domain.DomainName;
import io.homeport.deploy.domain.Domains;
import io.homeport.deploy.domain.Ownership;
import io.homeport.messaging.Transactions;
import io.homeport.processes.SecretBox;
import io.homeport.testkit.Await;
import io.homeport.testkit.ServiceTestResource;
import io.homeport.testkit.Tokens;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Customers' own domains, with a real certificate authority. */
@QuarkusTest
@QuarkusTestResource(
    value = ServiceTestResource.class,
    initArgs = @ResourceArg(name = "database", value = "deploy"))
@QuarkusTestResource(value = Pebble.class, restrictToAnnotatedClass = true)
class DomainsTest {

  @Inject Transactions transactions;
  @Inject Domains domains;

  private Story story;
  private String environment;
  private String name;

  @BeforeEach
  void begin() throws IOException {
    story = new Story();
    story.approved(Map.of("index.html", "one"));
    environment = story.environment("production");
    name = "shop-" + UUID.randomUUID().toString().substring(0, 8) + ".example.org";
  }

  @AfterEach
  void letGo() {
    given().post(configured("homeport.door-url") + "/let-go");
  }

  @Test
  void a_domain_waits_for_its_dns_then_gets_a_certificate_and_has_it_renewed() throws IOException {
    // Given
    String id = add(environment, name).statusCode(202).extract().path("id");
    Await.until("it waits", () -> state(id).equals("waiting"));
    assertThat(see(id).getString("next"))
        .contains(
            "At the DNS of " + name + ", set A or AAAA records with 127.0.0.1, and a TXT record");

    // When
    leadsTo(name, "127.0.0.1");
    says(ours());

    // Then
    Await.until("it is active", () -> state(id).equals("active"));
    Instant first = Instant.parse(see(id).getString("certificate.notAfter"));
    assertThat(see(id).getString("certificate.issuer")).contains("Pebble");
    assertThat(see(id).getString("next")).contains("renewed by itself");
    assertThat(see(id).getString("failure")).isNull();
    assertThat(column(id, "challenge_token")).isNull();
    assertThat(sealed(id)).doesNotContain("PRIVATE KEY");
    assertThat(openedAtDoor(id)).startsWith("-----BEGIN PRIVATE KEY").contains("BEGIN CERTIFICATE");

    // And
    Await.until(
        "it is renewed",
        Duration.ofSeconds(Pebble.CERTIFICATE_SECONDS + 6),
        () -> Instant.parse(see(id).getString("certificate.notAfter")).isAfter(first));
    assertThat(state(id)).isEqualTo("active");
  }

  @Test
  void a_run_that_is_overtaken_goes_on_with_the_same_order() {
    // Given
    given().post(configured("homeport.door-url") + "/hold");
    leadsTo(name, "127.0.0.1");
    says(ours());
    String id = add(environment, name).statusCode(202).extract().path("id");
    Await.until("an order is under way", () -> column(id, "challenge_token") != null);
    String order = column(id, "order_url");

    // When its replica dies, to everybody else
    execute("update work set state = 'queued', attempt = attempt + 1 where subject = '" + id + "'");
    Await.until(
        "another run has it",
        () -> value("select attempt from work where subject = '" + id + "'").equals("3"));
    given().post(configured("homeport.door-url") + "/let-go");

    // Then
    Await.until("it ends", () -> !state(id).equals("requesting"));
    assertThat(state(id)).as(see(id).prettify()).isEqualTo("active");
    assertThat(order).isNotNull();
    assertThat(story.published("homeport.domains", name)).as("challenge, certificate").hasSize(2);
  }

  @Test
  void what_the_door_knows_of_a_domain_is_said_again_and_of_one_that_waits_nothing() {
    // Given
    String waits = "waits-" + name;
    add(environment, waits).statusCode(202);
    leadsTo(name, "127.0.0.1");
    says(ours());
    String id = add(environment, name).statusCode(202).extract().path("id");
    Await.until("it is active", () -> state(id).equals("active"));
    assertThat(story.published("homeport.domains", name)).as("challenge, certificate").hasSize(2);

    // When
    domains.announceAll();

    // Then
    Await.until("the door is told", () -> story.published("homeport.domains", name).size() > 2);
    assertThat(story.published("homeport.domains", waits)).isEmpty();
  }

  @Test
  void what_the_authority_does_not_find_here_is_said_with_its_reason() {
    // Given
    leadsTo(name, "127.0.0.1");
    given().post(configured("homeport.door-url") + "/deceive");

    // When
    says(ours());
    String id = add(environment, name).statusCode(202).extract().path("id");

    // Then
    Await.until("it failed", () -> state(id).equals("failed"));
    JsonPath domain = see(id);
    assertThat(domain.getString("failure.what")).contains("did not find " + name);
    assertThat(domain.getString("next")).contains("It is tried again at");
  }

  @Test
  void a_name_that_leads_elsewhere_is_asked_for_nowhere() {
    // Given
    leadsTo(name, "192.0.2.7");

    // When
    String id = add(environment, name).statusCode(202).extract().path("id");

    // Then
    Await.until("it waits", () -> state(id).equals("waiting"));
    assertThat(see(id).getString("failure.what"))
        .isEqualTo(name + " leads to 192.0.2.7, which is not here.");
    assertThat(column(id, "order_url")).isNull();
  }

  @Test
  void a_name_that_leads_here_gets_no_certificate_before_its_dns_says_whose_it_is() {
    // Given a name whose holder forgot that it leads here
    leadsTo(name, "127.0.0.1");
    String id = add(environment, name).statusCode(202).extract().path("id");
    Await.until("it waits", () -> state(id).equals("waiting"));
    assertThat(see(id).getString("failure.what"))
        .isEqualTo(name + " leads here, but its DNS does not say that it is yours.");
    assertThat(see(id).getString("next"))
        .startsWith("Set a TXT record _homeport." + name + " with homeport-domain=");
    assertThat(see(id).getString("ownership.value")).isEqualTo(ours().value());
    assertThat(column(id, "order_url")).isNull();

    // When
    says(ours());

    // Then
    Await.until("it is active", () -> state(id).equals("active"));
    assertThat(see(id).getString("provenAt")).isNotNull();
  }

  @Test
  void another_organization_takes_a_name_over_only_by_its_dns() throws IOException {
    // Given a name that another organization serves here
    leadsTo(name, "127.0.0.1");
    says(ours());
    String id = add(environment, name).statusCode(202).extract().path("id");
    Await.until("it is active", () -> state(id).equals("active"));
    set("clear-txt", Map.of("host", "_homeport." + name + "."));
    execute(
        "update domain set organization_id = '"
            + Tokens.GLOBEX.id()
            + "', next_at = null, held_until = now() + interval '1 hour' where id = '"
            + id
            + "'");
    String other = story.environment("staging");

    // When
    String remedy =
        add(other, name)
            .statusCode(409)
            .body("type", equalTo("urn:homeport:problem:domain-taken"))
            .extract()
            .path("remedy");
    assertThat(column(id, "state")).isEqualTo("active");
    String value = remedy.replaceAll(".*(homeport-domain=[0-9a-f]+).*", "$1");
    says(new Ownership("_homeport." + name, value));

    // Then
    add(other, name).statusCode(202).body("ownership.value", equalTo(value));
    assertThat(column(id, "state")).isNull();
  }

  @Test
  void who_cannot_have_a_name_in_the_end_takes_it_from_nobody() {
    // Given a claim that ran out
    String id = add(environment, name).statusCode(202).extract().path("id");
    execute("update domain set held_until = now() - interval '1 hour' where id = '" + id + "'");

    // When the insert fails after the release
    String other = story.environment("staging");
    execute("alter table domain add constraint none check (environment_id <> '" + other + "')");
    add(other, name).statusCode(500);

    // Then
    execute("alter table domain drop constraint none");
    assertThat(see(id).getString("name")).isEqualTo(name);
    assertThat(story.published("homeport.domains", name)).isEmpty();
  }

  @Test
  void a_name_has_one_holder() {
    // Given
    add(environment, name).statusCode(202);
    String other = story.environment("staging");

    // Then
    add(environment, name)
        .statusCode(409)
        .body("type", equalTo("urn:homeport:problem:domain-exists"));
    add(other, name)
        .statusCode(409)
        .body("type", equalTo("urn:homeport:problem:domain-taken"))
        .body("remedy", equalTo("Remove it there."));
  }

  @Test
  void a_claim_that_was_not_proven_in_time_blocks_nobody() throws IOException {
    // Given
    String id = add(environment, name).statusCode(202).extract().path("id");
    String other = story.environment("staging");

    // When
    execute("update domain set held_until = now() - interval '1 hour' where id = '" + id + "'");

    // Then
    add(other, name).statusCode(202);
  }

  @Test
  void what_is_another_organizations_does_not_exist() {
    // Given
    String id = add(environment, name).statusCode(202).extract().path("id");
    String stranger = Tokens.owner(Tokens.GLOBEX);

    // Then
    as(stranger).get("/api/v1/domains/" + id).then().statusCode(404);
    as(stranger).delete("/api/v1/domains/" + id).then().statusCode(404);

    // And
    asOwner().delete("/api/v1/domains/" + id).then().statusCode(204);
    asOwner().get("/api/v1/domains/" + id).then().statusCode(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*.example.org | wildcard",
        "https://example.org | bare name",
        "com | whole name",
        "co.uk | everybody registers",
        "192.0.2.1 | no address",
        "shop.apps.localhost | no certificate authority",
        "printer.local | no certificate authority",
        "-shop.example.org | host name"
      })
  void names_that_nobody_can_have_are_refused(String written, String why) {
    add(environment, written).statusCode(400).body("detail", containsString(why));
  }

  @Test
  void names_in_other_letters_are_taken_as_dns_has_them() {
    String id = add(environment, "Bücher-" + name).statusCode(202).extract().path("id");
    assertThat(see(id).getString("name")).startsWith("xn--").endsWith(".example.org");
    assertThat(see(id).getString("written")).isEqualTo("bücher-" + name);
  }

  private ValidatableResponse add(String into, String domain) {
    return asOwner()
        .body(Map.of("name", domain))
        .post("/api/v1/environments/" + into + "/domains")
        .then();
  }

  private JsonPath see(String id) {
    return story.see("domains", id);
  }

  private String state(String id) {
    return see(id).getString("state");
  }

  private static void leadsTo(String name, String address) {
    set("add-a", Map.of("host", name + ".", "addresses", List.of(address)));
  }

  private Ownership ours() {
    return Ownership.of(Tokens.ACME.id(), new DomainName(name));
  }

  private static void says(Ownership ownership) {
    set("set-txt", Map.of("host", ownership.record() + ".", "value", ownership.value()));
  }

  private static void set(String what, Map<String, ?> value) {
    given().body(value).post(configured("test.names") + "/" + what).then().statusCode(200);
  }

  private static String configured(String key) {
    return ConfigProvider.getConfig().getValue(key, String.class);
  }

  private byte[] object(String id) throws IOException {
    try (var objects = story.objects();
        var content = objects.open(Digest.parse(column(id, "certificate")))) {
      return content.readAllBytes();
    }
  }

  private String sealed(String id) throws IOException {
    return new String(object(id), StandardCharsets.ISO_8859_1);
  }

  private String openedAtDoor(String id) throws IOException {
    byte[] pem = new SecretBox(Pebble.DOOR_KEY).open("certificate of " + name, object(id));
    return new String(pem, StandardCharsets.US_ASCII);
  }

  private String column(String id, String column) {
    return value("select " + column + " from domain where id = '" + id + "'");
  }

  private String value(String query) {
    Object found =
        transactions.await(() ->
            transactions.acrossOrganizations(() ->
                Panache.getSession()
                    .chain(session ->
                        session.createNativeQuery(query, Object.class).getSingleResultOrNull())));
    return found == null ? null : found.toString();
  }

  private void execute(String statement) {
    transactions.await(() ->
        transactions.acrossOrganizations(() ->
            Panache.getSession()
                .chain(session -> session.createNativeQuery(statement).executeUpdate())));
  }
}
