package io.homeport.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.gateway.door.DoorServer;
import io.homeport.testkit.Await;
import io.homeport.testkit.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(GatewayTestResource.class)
class GatewayTest {

  private static final String HOST = "homeport.localhost";

  @Inject DoorServer server;
  @Inject Vertx vertx;
  private Call platform;
  private String origin;

  @BeforeEach
  void call() {
    String host = HOST + ":" + server.port();
    origin = "http://" + host;
    platform = new Call(vertx, server.port(), host);
  }

  @Test
  void without_a_token_nothing_passes() {
    for (String token :
        List.of(
            "",
            "Bearer nonsense",
            "Bearer " + Tokens.expired(Tokens.ACME),
            "Bearer " + Tokens.forAudience("somebody-else", Tokens.ACME),
            "Bearer " + Tokens.owner(Tokens.ACME) + "x",
            "Basic YTpi")) {
      var answer =
          token.isEmpty()
              ? platform.get("/api/v1/apps")
              : platform.get("/api/v1/apps", "Authorization", token);
      assertThat(answer.status()).as(token).isEqualTo(401);
      assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.text()).contains("urn:homeport:problem:unauthorized");
    }
  }

  @Test
  void whoever_has_a_token_is_passed_to_the_service_that_owns_the_path() {
    for (var expected :
        List.of(
            List.of("/api/v1/apps?cursor=a%2Fb", "import"),
            List.of("/api/v1/apps/1/specs", "spec"),
            List.of("/api/v1/environments/1/rollbacks", "deploy"),
            List.of("/api/v1/environments/1/backups", "backup"),
            List.of("/api/v1/operations/spec/dead-letters", "spec"))) {
      JsonObject seen =
          platform
              .get(expected.get(0), "Authorization", bearer(), "Cookie", "q=1", "X-User", "root")
              .body()
              .toJsonObject();
      assertThat(seen.getString("service")).isEqualTo(expected.get(1));
      assertThat(seen.getString("uri")).isEqualTo(expected.get(0));
      JsonObject headers = seen.getJsonObject("headers");
      assertThat(headers.getString("authorization")).isEqualTo(bearer());
      assertThat(headers.fieldNames()).doesNotContain("cookie", "x-user");
      assertThat(headers.getString("x-forwarded-for")).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void a_hook_is_told_without_a_login_and_with_no_authority() {
    var answer =
        platform.send(
            HttpMethod.POST,
            "/api/v1/hooks/1/2",
            Buffer.buffer("{}"),
            "X-Hub-Signature-256",
            "sha256=1",
            "Cookie",
            "q=1",
            "Authorization",
            "Bearer nonsense");

    JsonObject seen = answer.body().toJsonObject();
    assertThat(seen.getString("service")).isEqualTo("import");
    JsonObject headers = seen.getJsonObject("headers");
    assertThat(headers.getString("x-hub-signature-256")).isEqualTo("sha256=1");
    assertThat(headers.fieldNames()).doesNotContain("cookie", "authorization");
    assertThat(platform.get("/api/v1/hooks/1/2").status()).isEqualTo(401);
    assertThat(platform.get("/api/v1/apps/1/hooks").status()).isEqualTo(401);
  }

  @Test
  void a_large_body_does_not_pass_to_a_hook() {
    var answer =
        platform.send(
            HttpMethod.POST,
            "/api/v1/hooks/1/2",
            Buffer.buffer(new byte[3 * 1024 * 1024]),
            "Content-Type",
            "application/json");

    assertThat(answer.status()).isEqualTo(413);
  }

  @Test
  void a_token_of_another_organization_is_passed_on_for_the_service_to_judge() {
    String other = "Bearer " + Tokens.viewer(Tokens.GLOBEX);
    var answer = platform.get("/api/v1/apps/1", "Authorization", other);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().toJsonObject().getJsonObject("headers").getString("authorization"))
        .isEqualTo(other);
  }

  @Test
  void a_path_that_nobody_owns_is_a_404_and_one_in_disguise_a_400() {
    assertThat(platform.get("/api/v1/users", "Authorization", bearer()).status()).isEqualTo(404);
    assertThat(platform.get("/api/v1/apps/..%2f..", "Authorization", bearer()).status())
        .isEqualTo(400);
    assertThat(platform.get("/api/v1/%2e%2e/q/metrics", "Authorization", bearer()).status())
        .isEqualTo(400);
  }

  @Test
  void a_large_body_passes_without_being_kept() {
    int bytes = 32 * 1024 * 1024;
    var answer =
        platform.send(
            HttpMethod.POST,
            "/api/v1/apps/1/imports",
            Buffer.buffer(new byte[bytes]),
            "Authorization",
            bearer(),
            "Content-Type",
            "application/zip");
    assertThat(answer.body().toJsonObject().getInteger("bytes")).isEqualTo(bytes);
  }

  @Test
  void progress_arrives_while_the_stream_is_open() {
    List<String> received = new CopyOnWriteArrayList<>();
    RequestOptions options =
        new RequestOptions()
            .setHost("127.0.0.1")
            .setPort(server.port())
            .setURI("/api/v1/deployments/1/progress")
            .putHeader("Host", HOST)
            .putHeader("Authorization", bearer());
    var response =
        platform.onLoop(client ->
            client
                .request(options)
                .compose(request -> request.send())
                .map(stream -> stream.handler(chunk -> received.add(chunk.toString()))));
    Await.until("the first event", () -> received.equals(List.of("id: 1\ndata: begun\n\n")));
    response.result().request().reset();
  }

  @Test
  void the_index_of_api_documents_is_open_to_everybody() {
    JsonArray services =
        platform.get("/api/v1/openapi").body().toJsonObject().getJsonArray("services");
    assertThat(services).hasSize(4);
    assertThat(services.getJsonObject(0).getString("title")).isEqualTo("Homeport: import");
    assertThat(platform.get("/api/v1/openapi/backup").text()).contains("Homeport: backup");
    assertThat(platform.get("/api/v1/openapi/nobody").status()).isEqualTo(404);
  }

  @Test
  void health_is_ready_once_the_routes_are_there_whatever_the_host_is_called() {
    Call probe = new Call(vertx, server.port(), "10.1.2.3");
    Await.until("ready", () -> probe.get("/q/health/ready").status() == 200);
    assertThat(probe.get("/q/health/ready").text()).contains("\"routes\"");
    assertThat(platform.get("/q/health/ready", "X-Forwarded-For", "203.0.113.9").status())
        .isEqualTo(200);
  }

  @Test
  void figures_are_told_at_a_port_of_their_own_and_never_at_the_door() {
    // Given
    Call figures = new Call(vertx, server.figuresPort(), "127.0.0.1");
    platform.get("/");

    // Then
    Await.until(
        "counted",
        () ->
            figures
                .get("/q/metrics")
                .text()
                .matches(
                    "(?s).*homeport_door_requests_total\\{kind=\"platform\",status=\"2xx\"[^}]*} [1-9].*"));
    assertThat(figures.get("/q/health").status()).isEqualTo(404);
    assertThat(figures.get("/").status()).isEqualTo(404);
    for (String host : List.of("127.0.0.1", "localhost", "10.1.2.3")) {
      Call door = new Call(vertx, server.port(), host);
      assertThat(door.get("/q/metrics").status()).as(host).isEqualTo(404);
      assertThat(door.get("/q/metrics", "X-Forwarded-For", "127.0.0.1").status()).isEqualTo(404);
    }
  }

  @Test
  void the_console_is_there_for_everybody_and_runs_nothing_foreign() {
    var page = platform.get("/");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.text()).doesNotContain("<style", "style=", "onclick", "javascript:");
    assertThat(platform.get("/console.js").status()).isEqualTo(200);
    assertThat(platform.get("/console.css").status()).isEqualTo(200);
    assertThat(platform.get("/session").body().toJsonObject().getBoolean("signedIn")).isFalse();
  }

  @Test
  void where_the_console_has_nothing_people_are_led_to_it_and_programs_get_a_problem() {
    var page = platform.get("/apps/kiln", "Accept", "text/html,*/*");
    assertThat(page.status()).isEqualTo(404);
    assertThat(page.text()).contains("There is no page here", "<a href=\"/\">");

    for (String path : List.of("/apps/kiln", "/api/v2/apps")) {
      var problem = platform.get(path, "Accept", path.startsWith("/api") ? "text/html" : "*/*");
      assertThat(problem.status()).isEqualTo(404);
      assertThat(problem.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(problem.body().toJsonObject().getString("remedy")).contains("/api/v1/openapi");
    }
  }

  @Test
  void signing_in_gives_a_session_whose_token_is_used_and_which_other_sites_cannot_use() {
    // Given
    String cookies = signIn();
    // Then
    JsonObject session = platform.get("/session", "Cookie", cookies).body().toJsonObject();
    assertThat(session.getBoolean("signedIn")).isTrue();
    assertThat(session.getJsonArray("organizations")).containsExactly("acme");
    // When
    var read = platform.get("/api/v1/apps", "Cookie", cookies);
    // Then
    assertThat(read.status()).isEqualTo(200);
    JsonObject headers = read.body().toJsonObject().getJsonObject("headers");
    assertThat(headers.getString("authorization")).startsWith("Bearer ey");
    assertThat(headers.fieldNames()).doesNotContain("cookie");
    // When
    assertThat(change(cookies).status()).isEqualTo(403);
    assertThat(change(cookies, "X-Homeport-Console", "1").status()).isEqualTo(403);
    assertThat(
            change(cookies, "X-Homeport-Console", "1", "Origin", "http://evil.apps.localhost")
                .status())
        .isEqualTo(403);
    assertThat(change(cookies, "X-Homeport-Console", "1", "Origin", origin).status())
        .isEqualTo(200);
  }

  @Test
  void only_our_own_page_signs_out_and_then_the_session_is_over() {
    // Given
    String cookies = signIn();
    // Then
    assertThat(platform.get("/logout", "Cookie", cookies).status()).isEqualTo(405);
    assertThat(
            platform
                .send(
                    HttpMethod.POST,
                    "/logout",
                    Buffer.buffer(),
                    "Cookie",
                    cookies,
                    "Origin",
                    "http://evil.apps.localhost")
                .status())
        .isEqualTo(403);
    // When
    var out =
        platform.send(
            HttpMethod.POST, "/logout", Buffer.buffer(), "Cookie", cookies, "Origin", origin);
    // Then
    assertThat(out.status()).isBetween(302, 303);
    assertThat(out.header("Location")).contains("/end?");
    assertThat(out.headers().getAll("Set-Cookie")).anyMatch(cookie -> cookie.contains("Max-Age=0"));
  }

  private Call.Answer change(String cookies, String... headers) {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 0, headers.length);
    all[headers.length] = "Cookie";
    all[headers.length + 1] = cookies;
    return platform.send(HttpMethod.POST, "/api/v1/apps", Buffer.buffer("{}"), all);
  }

  /** Goes through the code flow as a browser would; gives the cookies. */
  private String signIn() {
    var toProvider = platform.get("/login");
    assertThat(toProvider.status()).isEqualTo(302);
    String authorize = toProvider.header("Location");
    assertThat(authorize).contains("code_challenge=", "code_challenge_method=S256");
    assertThat(URI.create(authorize).getQuery()).contains("redirect_uri=" + origin + "/login");
    Matcher state = Pattern.compile("[?&]state=([^&]+)").matcher(authorize);
    assertThat(state.find()).isTrue();
    var back =
        platform.get("/login?code=abc&state=" + state.group(1), "Cookie", cookies(toProvider));
    assertThat(back.status()).isEqualTo(302);
    String cookies = cookies(back);
    var home = platform.get("/login", "Cookie", cookies);
    assertThat(home.status()).isEqualTo(302);
    assertThat(home.header("Location")).isEqualTo("/");
    return cookies;
  }

  private static String cookies(Call.Answer answer) {
    return answer.headers().getAll("Set-Cookie").stream()
        .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
        .collect(Collectors.joining("; "));
  }

  private static String bearer() {
    return "Bearer " + TOKEN;
  }

  private static final String TOKEN = Tokens.owner(Tokens.ACME);
}
