package io.homeport.local.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.homeport.local.Checkout;
import io.homeport.local.FreePorts;
import io.homeport.local.RunningPart;
import io.homeport.local.Secret;
import io.homeport.testkit.Scratch;
import io.homeport.testkit.SharedServices;
import io.homeport.testkit.Tokens;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What services rely on in the tokens of the realm, seen in real ones. */
class RealmTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  static Scratch scratch;
  static KeycloakServer keycloak;
  static RunningPart<KeycloakServer> running;

  @BeforeAll
  static void start() {
    scratch = Scratch.directory();
    var ports = FreePorts.some(2);
    keycloak =
        new KeycloakServer(
            Checkout.find(),
            SharedServices.get().createDatabase("keycloak"),
            ports.get(0),
            ports.get(1),
            new Secret("for tests"),
            Map.of(
                "HOMEPORT_CONSOLE_SECRET", new Secret("the console's"),
                "HOMEPORT_SERVICES_SECRET", new Secret("the services'")),
            scratch.path().resolve("keycloak.log"),
            null);
    running = RunningPart.start(keycloak);
  }

  @AfterAll
  static void stop() {
    running.close();
    scratch.close();
  }

  @Test
  void an_owners_token_names_the_organization_with_its_id() throws Exception {
    JsonNode claims = claims(signIn("ada"));

    assertThat(claims.at("/organization/acme/id").asText()).isEqualTo(Tokens.ACME.id().toString());
    assertThat(claims.at("/realm_access/roles")).hasSize(1);
    assertThat(claims.at("/realm_access/roles/0").asText()).isEqualTo("owner");
  }

  @Test
  void a_viewer_is_only_that() throws Exception {
    JsonNode claims = claims(signIn("ben"));

    assertThat(claims.at("/organization/acme/id").asText()).isEqualTo(Tokens.ACME.id().toString());
    assertThat(claims.at("/realm_access/roles").toString()).isEqualTo("[\"viewer\"]");
  }

  @Test
  void the_other_organization_has_another_id() throws Exception {
    JsonNode claims = claims(signIn("grace"));

    assertThat(claims.at("/organization/globex/id").asText())
        .isEqualTo(Tokens.GLOBEX.id().toString());
    assertThat(claims.at("/organization/acme").isMissingNode()).isTrue();
  }

  @Test
  void an_operator_is_in_no_organization() throws Exception {
    JsonNode claims = claims(signIn("oscar"));

    assertThat(claims.has("organization")).isFalse();
    assertThat(claims.at("/realm_access/roles").toString()).isEqualTo("[\"operator\"]");
  }

  @Test
  void tokens_are_for_homeport_from_one_issuer_and_live_for_a_quarter_of_an_hour()
      throws Exception {
    JsonNode claims = claims(signIn("ada"));

    assertThat(claims.path("aud").asText()).isEqualTo("homeport");
    assertThat(claims.path("iss").asText()).isEqualTo(keycloak.issuer().toString());
    assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(15 * 60);
    assertThat(claims.path("sub").asText()).isNotEmpty();
    assertThat(claims.path("preferred_username").asText()).isEqualTo("ada");
  }

  @Test
  void services_sign_in_by_their_own_secret_as_operator() throws Exception {
    var answer =
        post(
            "/protocol/openid-connect/token",
            Map.of(
                "grant_type", "client_credentials",
                "client_id", "homeport-services",
                "client_secret", "the services'"));

    JsonNode claims = claims(answer);
    assertThat(claims.path("aud").asText()).isEqualTo("homeport");
    assertThat(claims.at("/realm_access/roles").toString()).isEqualTo("[\"operator\"]");
  }

  @Test
  void the_command_line_may_sign_in_by_device() throws Exception {
    var answer = post("/protocol/openid-connect/auth/device", Map.of("client_id", "homeport-cli"));

    assertThat(json(answer).path("verification_uri_complete").asText())
        .startsWith(keycloak.issuer().toString());
  }

  @Test
  void the_console_signs_in_from_its_own_address_only() throws Exception {
    assertThat(authorization("http://homeport.localhost:7600/login")).isEqualTo(200);
    assertThat(authorization("http://homeport.localhost.example.com/login")).isEqualTo(400);
  }

  @Test
  void the_console_needs_a_proof_key() throws Exception {
    var answer =
        get(
            "/protocol/openid-connect/auth?client_id=homeport-console&response_type=code&scope=openid"
                + "&redirect_uri="
                + encoded("http://homeport.localhost:7600/login"));

    assertThat(answer.headers().firstValue("location"))
        .hasValueSatisfying(location -> assertThat(location).contains("code_challenge_method"));
  }

  private static int authorization(String redirect) throws Exception {
    return get("/protocol/openid-connect/auth?client_id=homeport-console&response_type=code"
            + "&scope=openid&code_challenge_method=S256"
            + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&redirect_uri="
            + encoded(redirect))
        .statusCode();
  }

  private static HttpResponse<String> signIn(String user) throws Exception {
    return post(
        "/protocol/openid-connect/token",
        Map.of(
            "grant_type",
            "password",
            "client_id",
            "homeport-cli",
            "username",
            user,
            "password",
            user));
  }

  private static HttpResponse<String> get(String path) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(keycloak.issuer() + path)).build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path, Map<String, String> form) throws Exception {
    String body =
        form.entrySet().stream()
            .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&"));
    var request =
        HttpRequest.newBuilder(URI.create(keycloak.issuer() + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static JsonNode claims(HttpResponse<String> answer) throws IOException {
    String token = json(answer).path("access_token").asText();
    return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
