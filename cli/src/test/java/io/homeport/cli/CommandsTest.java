package io.homeport.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.cli.client.Json;
import io.homeport.cli.signin.Credentials;
import io.homeport.cli.signin.Tokens;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CommandsTest {

  private record Ran(int exitCode, String out, String err) {
    JsonNode json() throws Exception {
      return Json.MAPPER.readTree(out);
    }
  }

  private final FakeServer server = new FakeServer();
  @TempDir Path config;

  @BeforeEach
  void signIn() {
    new Credentials(config.resolve("credentials.json")).put(server.address(), token("ada"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void apps_are_listed_over_all_pages() throws Exception {
    // Given
    server.on(
        "GET /api/v1/apps", 200, "{\"items\":[{\"id\":\"1\",\"name\":\"kiln\"}],\"next\":\"c+1\"}");
    server.on(
        "GET /api/v1/apps?cursor=c%2B1", 200, "{\"items\":[{\"id\":\"2\",\"name\":\"wheel\"}]}");

    // When
    Ran ran = run("app", "list", "--json");

    // Then
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.json().findValuesAsText("name")).containsExactly("kiln", "wheel");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void rewrapping_goes_on_behind_keys_that_cannot_be_wrapped_again() throws Exception {
    // Given
    for (String service : List.of("import-service", "deploy-service")) {
      server.on(rewrapping(service), 200, secrets("\"rewrapped\":0"));
    }
    server.on(rewrapping("backup-service"), 200, secrets("\"rewrapped\":0,\"next\":\"sha256:7f\""));
    String behind = rewrapping("backup-service") + "?after=sha256%3A7f";
    server.on(behind, 200, secrets("\"rewrapped\":5"));

    // When
    Ran ran = run("master-key", "rewrap");

    // Then
    assertThat(ran.exitCode()).isZero();
    assertThat(server.asked(behind)).hasSize(1);
  }

  private static String rewrapping(String service) {
    return "POST /api/v1/operations/" + service + "/secrets/rewrapping";
  }

  private static String secrets(String rest) {
    return "{\"currentMasterKey\":\"new\",\"kinds\":[]," + rest + "}";
  }

  @Test
  void the_access_token_goes_with_every_request() {
    server.on("GET /api/v1/apps", 200, "{\"items\":[]}");

    run("app", "list");

    assertThat(server.asked().getFirst().header("Authorization"))
        .isEqualTo("Bearer " + token("ada").accessToken());
  }

  @Test
  void a_refused_request_is_one_line_with_its_remedy() throws Exception {
    // Given
    server.on(
        "POST /api/v1/apps",
        409,
        """
        {"type":"urn:homeport:problem:name-taken","detail":"There is an app kiln already.",
         "remedy":"Choose another name."}\
        """);

    // When
    Ran ran = run("app", "create", "kiln");

    // Then
    assertThat(ran.exitCode()).isEqualTo(5);
    assertThat(ran.err())
        .isEqualTo("homeport: There is an app kiln already. Choose another name.\n");
    Ran asJson = run("app", "create", "kiln", "--json");
    assertThat(asJson.json().at("/error/remedy").asText()).isEqualTo("Choose another name.");
    assertThat(asJson.json().at("/error/exitCode").asInt()).isEqualTo(5);
    assertThat(asJson.err()).isEmpty();
  }

  @Test
  void a_signed_report_is_checked_without_a_server(@TempDir Path folder) throws Exception {
    // Given
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Path key = Files.writeString(folder.resolve("key.pem"), pem(pair));
    String good =
        "{\"type\":\"io.homeport.backup.report.v1\",\"backup\":\"b1\",\"equal\":true,\"rows\":1200}";
    Path genuine = Files.writeString(folder.resolve("genuine.json"), signed(pair, good));
    Path altered =
        Files.writeString(
            folder.resolve("altered.json"), signed(pair, good).replace("1200", "9200"));
    Path bad =
        Files.writeString(
            folder.resolve("bad.json"),
            signed(pair, good.replace("true", "false,\"differences\":2")));
    Path other = Files.writeString(folder.resolve("other.json"), signed(pair, "{\"equal\":true}"));

    // When
    Ran checked = verify(genuine, key);

    // Then
    assertThat(checked.exitCode()).isZero();
    assertThat(checked.out()).contains("genuine", "Backup b1", "1,200 rows");
    assertThat(verify(altered, key).err()).contains("is not that of", "Believe nothing");
    assertThat(verify(bad, key).err()).contains("backup b1 is not good: 2 differences");
    assertThat(verify(other, key).err()).contains("is no signed report");
    assertThat(verify(key, key).exitCode()).isEqualTo(1);
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void a_destination_that_is_no_separate_storage_is_said_loudly() {
    server.on(
        "GET /api/v1/backups/destinations",
        200,
        """
        {"destinations":[{"name":"main","kind":"directory","first":true,"separation":"same-disk",
        "what":"too near","copies":{"checked":3,"damaged":1}}],"warnings":["One broken disk takes both."]}\
        """);

    Ran ran = run("backup", "destinations");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).containsPattern("main +directory +same-disk +3 checked, 1 damaged");
    assertThat(ran.err()).contains("WARNING: One broken disk takes both.");
  }

  private Ran verify(Path report, Path key) {
    return run("backup", "verify-report", report.toString(), "--key", key.toString());
  }

  private static String pem(KeyPair pair) {
    return "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
        .formatted(Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
  }

  /** As a service stores it. */
  private static String signed(KeyPair pair, String statement) throws Exception {
    Signature signing = Signature.getInstance("Ed25519");
    signing.initSign(pair.getPrivate());
    signing.update(statement.getBytes(StandardCharsets.UTF_8));
    return "{\"signed\":\"%s\",\"signature\":\"%s\",\"algorithm\":\"Ed25519\",\"key\":\"k\"}"
        .formatted(
            statement.replace("\"", "\\\""), Base64.getEncoder().encodeToString(signing.sign()));
  }

  @Test
  void a_deployment_whose_place_a_newer_one_took_says_which() {
    // Given
    String app = "{\"id\":\"a\",\"name\":\"kiln\"}";
    String environment = "{\"id\":\"e\",\"name\":\"production\"}";
    server.on("GET /api/v1/apps", 200, "{\"items\":[" + app + "]}");
    server.on(
        "GET /api/v1/apps/a/specs", 200, "{\"items\":[{\"id\":\"s\",\"state\":\"approved\"}]}");
    server.on("GET /api/v1/specs/s", 200, "{\"id\":\"s\",\"state\":\"approved\"}");
    server.on("GET /api/v1/apps/a/environments", 200, "{\"items\":[" + environment + "]}");
    server.on(
        "POST /api/v1/environments/e/deployments", 202, "{\"id\":\"d\",\"state\":\"queued\"}");
    server.on(
        "GET /api/v1/deployments/d/progress",
        200,
        "id: 1\nevent: progress\ndata: {\"step\":\"superseded\",\"message\":\"d2\",\"ended\":true}\n\n");
    server.on(
        "GET /api/v1/deployments/d",
        200,
        "{\"id\":\"d\",\"state\":\"superseded\",\"supersededBy\":\"d2\"}");

    // When
    Ran ran = run("deploy", "kiln", "--env", "production", "--wait");

    // Then
    assertThat(ran.exitCode()).isEqualTo(5);
    assertThat(ran.err())
        .contains("Deployment d2 took the place", "homeport deployment show", " d2");
  }

  @Test
  void a_deployment_is_shown_with_what_each_of_its_steps_did() {
    // Given
    String id = "00000000-0000-7000-8000-000000000001";
    server.on(
        "GET /api/v1/deployments/" + id,
        200,
        """
        {"id":"%s","state":"failed","steps":[
          {"step":"migrate","state":"done","what":"2 applied."},
          {"step":"start","state":"failed","what":"It ended."},
          {"step":"switch","state":"not-reached"}]}\
        """
            .formatted(id));

    // When
    Ran ran = run("deployment", "show", id);

    // Then
    assertThat(ran.out())
        .contains("migrate        done         2 applied.")
        .contains("start          failed       It ended.")
        .contains("switch         not-reached\n")
        .doesNotContain("steps");
  }

  @Test
  void a_command_that_is_not_understood_is_told_as_json_too() throws Exception {
    Ran missing = run("import", "--json");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.json().at("/error/exitCode").asInt()).isEqualTo(2);
    assertThat(missing.json().at("/error/remedy").asText()).contains("homeport import --help");

    Ran misspelt = run("deplyo", "kiln", "--json");
    assertThat(misspelt.exitCode()).isEqualTo(2);
    assertThat(misspelt.json().at("/error/remedy").asText()).contains("Did you mean", "deploy");

    Ran both = run("spec", "show", "kiln", "--format", "html", "--json");
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.json().at("/error/what").asText()).contains("html");
  }

  @Test
  void a_password_without_a_name_does_not_wait_for_a_browser() {
    Ran ran = runWithInput("ada\n", "login", "--password-stdin");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("--username");
  }

  @Test
  void the_exit_code_says_what_kind_of_refusal_it_was() {
    server.on("GET /api/v1/apps", 403, "{\"detail\":\"Your role does not allow this.\"}");
    assertThat(run("app", "list").exitCode()).isEqualTo(3);

    server.on("GET /api/v1/apps", 401, "{\"detail\":\"No token.\"}");
    Ran signedOut = run("app", "list");
    assertThat(signedOut.exitCode()).isEqualTo(3);
    assertThat(signedOut.err()).contains("homeport login");

    server.on("GET /api/v1/apps", 500, "<html>");
    assertThat(run("app", "list").exitCode()).isEqualTo(1);

    server.on("GET /api/v1/apps", 503, "");
    assertThat(run("app", "list").exitCode()).isEqualTo(6);

    server.on("GET /api/v1/apps", 200, "{\"items\":[]}");
    assertThat(run("app", "show", "kiln").exitCode()).isEqualTo(4);
  }

  @Test
  void a_server_that_does_not_answer_is_told_apart() {
    URI gone = server.address();
    server.close();

    Ran ran = run("app", "list");

    assertThat(ran.exitCode()).isEqualTo(6);
    assertThat(ran.err()).contains(gone.toString()).contains("./homeport up").hasLineCount(1);
  }

  @Test
  void who_is_not_signed_in_is_told_how() {
    new Credentials(config.resolve("credentials.json")).remove(server.address());

    Ran ran = run("app", "list");

    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(ran.err())
        .contains("You are not signed in")
        .contains("homeport login --server " + server.address());
    assertThat(server.asked()).allMatch(each -> each.header("Authorization").isEmpty());
  }

  @Test
  void where_nothing_answers_nobody_is_told_to_sign_in() throws Exception {
    URI gone = server.address();
    new Credentials(config.resolve("credentials.json")).remove(gone);
    server.close();

    Ran ran = run("whoami");
    assertThat(ran.exitCode()).isEqualTo(6);
    assertThat(ran.err()).contains("Nothing answers at " + gone).doesNotContain("login");

    Ran asJson = run("whoami", "--json");
    assertThat(asJson.json().at("/error/exitCode").asInt()).isEqualTo(6);
  }

  @Test
  void commands_in_remedies_speak_to_the_same_server() {
    // Given
    server.on("GET /api/v1/apps", 200, "{\"items\":[{\"id\":\"7\",\"name\":\"kiln\"}]}");
    server.on("GET /api/v1/apps/7/environments", 200, "{\"items\":[]}");

    // When
    Ran ran = run("deployments", "kiln", "--env", "staging");

    // Then
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err())
        .isEqualTo(
            "homeport: kiln has no environment staging. See: homeport env list --server %s --config %s kiln\n"
                .formatted(server.address(), config));
    assertThat(run("frobnicate").err()).endsWith("See: homeport --help\n");
  }

  @Test
  void what_is_not_there_is_named_with_where_its_kind_is_listed() {
    // Given
    String unknown = "01a1fd29-3b23-742a-a05f-5ccb3da99d45";
    server.on("GET /api/v1/apps", 200, "{\"items\":[{\"id\":\"7\",\"name\":\"kiln\"}]}");
    server.on("GET /api/v1/backups/" + unknown, 404, "{\"detail\":\"There is no backup.\"}");

    // Then
    for (String id : List.of("nope", "../apps", unknown)) {
      Ran shown = run("backup", "show", id);
      assertThat(shown.exitCode()).isEqualTo(4);
      assertThat(shown.err())
          .startsWith("homeport: There is no backup with the id " + id + ".")
          .contains("homeport backup list")
          .hasLineCount(1);
      Ran restored = run("restore", id);
      assertThat(restored.exitCode()).isEqualTo(4);
      assertThat(restored.err()).contains("There is no backup with the id " + id + ".");
    }
    Ran hook = run("hook", "delete", "kiln", "nope");
    assertThat(hook.exitCode()).isEqualTo(4);
    assertThat(hook.err())
        .contains("There is no hook of kiln with the id nope.", "homeport hook list");
  }

  @Test
  void a_command_line_that_cannot_be_understood_is_one_line() {
    Ran ran = run("import");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).hasLineCount(1).contains("homeport import --help");
  }

  @Test
  void a_password_gives_tokens_that_only_their_owner_can_read() throws Exception {
    // Given
    String issuer = server.address() + "/realms/homeport";
    server.on(
        "GET /.well-known/oauth-protected-resource",
        200,
        "{\"authorization_servers\":[\"%s\"]}".formatted(issuer));
    server.on(
        "GET /realms/homeport/.well-known/openid-configuration",
        200,
        "{\"token_endpoint\":\"%s/token\"}".formatted(issuer));
    server.on(
        "POST /realms/homeport/token",
        200,
        "{\"access_token\":\"%s\",\"refresh_token\":\"r\",\"expires_in\":60}"
            .formatted(token("grace").accessToken()));

    // When
    Ran ran =
        runWithInput("secret&=\n", "login", "--username", "grace", "--password-stdin", "--json");

    // Then
    assertThat(ran.err()).isEmpty();
    assertThat(ran.json().path("user").asText()).isEqualTo("grace");
    assertThat(server.asked("POST /realms/homeport/token").getFirst().text())
        .contains("password=secret%26%3D")
        .contains("client_id=homeport-cli");
    Path file = config.resolve("credentials.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(ran.out()).doesNotContain(token("grace").accessToken());
  }

  @Test
  void a_folder_is_sent_as_an_archive_of_a_new_app() throws Exception {
    // Given
    Path folder = Files.createDirectory(config.resolve("source"));
    Files.writeString(folder.resolve("package.json"), "{}");
    server.on("GET /api/v1/apps", 200, "{\"items\":[]}");
    server.on("POST /api/v1/apps", 201, "{\"id\":\"7\",\"name\":\"kiln\"}");
    server.on("POST /api/v1/apps/7/imports", 202, "{\"id\":\"9\",\"state\":\"requested\"}");

    // When
    Ran ran = run("import", folder.toString(), "--app", "kiln", "--json");

    // Then
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.json().at("/import/id").asText()).isEqualTo("9");
    FakeServer.Asked upload = server.asked("POST /api/v1/apps/7/imports").getFirst();
    assertThat(upload.header("Content-Type")).isEqualTo("application/gzip");
    assertThat(upload.body()).startsWith(0x1f, 0x8b);
  }

  @Test
  void an_import_says_what_it_is_made_with_and_what_is_missing() throws Exception {
    // Given
    server.on("GET /api/v1/apps", 200, "{\"items\":[{\"id\":\"7\",\"name\":\"kiln\"}]}");
    server.on("POST /api/v1/apps/7/imports", 202, "{\"id\":\"9\",\"state\":\"requested\"}");
    server.on(
        "GET /api/v1/imports/9",
        200,
        """
        {"id":"9","state":"completed","files":3,"snapshot":"sha256:1","builder":"lovable",
         "source":{"kind":"git","commit":"0123456789abcdef","ref":"main","dirty":false},
         "evidence":["package.json mentions lovable-tagger"],
         "format":{"name":"cloud-spa","version":"^1.1","evidence":[]},
         "frameworks":[{"name":"vite-spa","version":"^5","folder":"","evidence":[]}],
         "packages":[{"folder":"","manager":"npm","reason":"package-lock.json fits package.json."}],
         "missing":[{"kind":"variables","what":"2 variables are read.","names":["A","B"],"count":2,
                     "remedy":"Set them."}],
         "warnings":["docs/next was left out: a symbolic link"],
         "unchangedSince":"5"}\
        """);
    server.on(
        "GET /api/v1/imports/9/progress",
        200,
        "id: 1\nevent: progress\ndata: {\"step\":\"done\",\"message\":\"done\",\"ended\":true}\n\n");
    server.on(
        "GET /api/v1/specs/3/progress",
        200,
        "id: 1\nevent: progress\ndata: {\"step\":\"done\",\"message\":\"done\",\"ended\":true}\n\n");
    server.on(
        "GET /api/v1/apps/7/specs",
        200,
        "{\"items\":[{\"id\":\"3\",\"importId\":\"5\",\"state\":\"drafted\",\"version\":4}]}");
    server.on(
        "GET /api/v1/specs/3",
        200,
        """
        {"id":"3","importId":"5","state":"drafted","version":4,
         "policyNote":"Compared with version 3, left to a person: a table is new."}\
        """);

    // When
    Ran ran =
        run("import", "https://example.org/a/b#apps/web", "--app", "kiln", "--again", "--wait");

    // Then
    assertThat(ran.exitCode()).isZero();
    JsonNode asked =
        Json.MAPPER.readTree(server.asked("POST /api/v1/apps/7/imports").getFirst().text());
    assertThat(asked.path("gitUrl").asText()).isEqualTo("https://example.org/a/b");
    assertThat(asked.path("path").asText()).isEqualTo("apps/web");
    assertThat(asked.path("again").asBoolean()).isTrue();
    assertThat(ran.out())
        .contains("Commit 0123456789ab of main.")
        .contains("Unchanged since import 5")
        .contains(
            "Builder: lovable, format cloud-spa (^1.1): package.json mentions lovable-tagger.")
        .contains("Made with: vite-spa ^5.")
        .contains("Packages: npm. package-lock.json fits package.json.")
        .contains("Not everything was taken over:\n- docs/next was left out: a symbolic link.\n")
        .contains("1 thing is missing:\n- 2 variables are read. A, B. Set them.")
        .contains("left to a person: a table is new.\nSpec 4 is drafted.")
        .contains("Approve it: homeport spec approve kiln");

    // And when a policy has approved it
    server.on(
        "GET /api/v1/specs/3",
        200,
        "{\"id\":\"3\",\"importId\":\"5\",\"state\":\"approved\",\"version\":4}");
    assertThat(run("import", "https://example.org/a/b", "--app", "kiln", "--wait").out())
        .contains("Deploy it: homeport deploy kiln --env production")
        .doesNotContain("Approve it");
  }

  @Test
  void a_hook_is_shown_with_its_address_and_its_secret() {
    server.on("GET /api/v1/apps", 200, "{\"items\":[{\"id\":\"7\",\"name\":\"kiln\"}]}");
    server.on(
        "POST /api/v1/apps/7/hooks",
        201,
        "{\"id\":\"h\",\"path\":\"/api/v1/hooks/7/h\",\"secret\":\"s3\"}");

    Ran ran = run("hook", "create", "kiln", "--forge", "github");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .contains("URL     " + server.address() + "/api/v1/hooks/7/h")
        .contains("Secret  s3");
  }

  @Test
  void a_deploy_key_is_made_for_a_new_app_and_shown_to_be_added() {
    server.on("GET /api/v1/apps", 200, "{\"items\":[]}");
    server.on("POST /api/v1/apps", 201, "{\"id\":\"7\",\"name\":\"kiln\"}");
    server.on(
        "PUT /api/v1/apps/7/deploy-key",
        200,
        "{\"publicKey\":\"ssh-ed25519 AAAA homeport-kiln\",\"fingerprint\":\"SHA256:x\"}");

    Ran ran = run("deploy-key", "create", "kiln");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).contains("\nssh-ed25519 AAAA homeport-kiln\n");
  }

  @Test
  void a_server_is_accepted_by_the_fingerprint_of_its_host_key() throws Exception {
    server.on("POST /api/v1/known-hosts", 201, "{\"id\":\"k\"}");

    Ran ran =
        run("known-host", "add", "git.example.org", "--port", "2222", "--fingerprint", "SHA256:x");

    assertThat(ran.exitCode()).isZero();
    assertThat(Json.MAPPER.readTree(server.asked("POST /api/v1/known-hosts").getFirst().text()))
        .isEqualTo(
            Json.MAPPER.readTree(
                "{\"host\":\"git.example.org\",\"port\":2222,\"fingerprint\":\"SHA256:x\"}"));
  }

  @Test
  void a_git_token_is_read_from_stdin_and_not_shown() {
    server.on("GET /api/v1/apps", 200, "{\"items\":[{\"id\":\"7\",\"name\":\"kiln\"}]}");
    server.on("PUT /api/v1/apps/7/git-token", 200, "{\"host\":\"example.org\"}");

    Ran ran = runWithInput("hush\n", "git-token", "set", "kiln", "--host", "example.org");

    assertThat(ran.exitCode()).isZero();
    assertThat(server.asked("PUT /api/v1/apps/7/git-token").getFirst().text())
        .contains("\"hush\"")
        .contains("\"example.org\"");
    assertThat(ran.out() + ran.err()).doesNotContain("hush");
  }

  @Test
  void a_step_of_the_move_is_listed_and_ticked() {
    server.on("GET /api/v1/apps", 200, "{\"items\":[{\"id\":\"7\",\"name\":\"kiln\"}]}");
    server.on(
        "GET /api/v1/apps/7/plan",
        200,
        """
        {"steps":[{"id":"way-back","state":"ready","by":"owner","what":"Write down the way back."}]}\
        """);
    server.on(
        "PUT /api/v1/apps/7/plan/steps/way-back", 200, "{\"id\":\"way-back\",\"state\":\"done\"}");

    Ran listed = run("plan", "show", "kiln");
    Ran ticked = run("plan", "tick", "kiln", "way-back", "--note", "until Sunday");

    assertThat(listed.out()).contains("way-back", "ready", "Write down the way back.");
    assertThat(ticked.out()).contains("way-back: done.");
    assertThat(server.asked("PUT /api/v1/apps/7/plan/steps/way-back").getFirst().text())
        .contains("\"done\" : true")
        .contains("until Sunday");
    run("plan", "untick", "kiln", "way-back");
    assertThat(server.asked("PUT /api/v1/apps/7/plan/steps/way-back").getLast().text())
        .contains("\"done\" : false");
  }

  @Test
  void a_failed_import_says_why_and_what_to_do() throws Exception {
    // Given
    Path folder = Files.createDirectory(config.resolve("source"));
    Files.writeString(folder.resolve("package.json"), "{}");
    server.on("GET /api/v1/apps", 200, "{\"items\":[{\"id\":\"7\",\"name\":\"kiln\"}]}");
    server.on("POST /api/v1/apps/7/imports", 202, "{\"id\":\"9\",\"state\":\"requested\"}");
    server.on(
        "GET /api/v1/imports/9/progress",
        200,
        "id: 1\nevent: progress\ndata: {\"step\":\"unpack\",\"message\":\"unpacking\",\"ended\":true}\n\n");
    server.on(
        "GET /api/v1/imports/9",
        200,
        """
        {"id":"9","state":"failed",
         "failure":{"actor":"user","what":"A path leaves the archive.","remedy":"Pack it again."}}\
        """);

    // When
    Ran ran = run("import", folder.toString(), "--app", "kiln", "--wait");

    // Then
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err())
        .contains("unpack: unpacking")
        .endsWith("homeport: A path leaves the archive. Pack it again.\n");
  }

  @Test
  void of_a_build_the_commands_are_progress_and_the_rest_is_in_its_log() {
    // Given
    server.on("GET /api/v1/apps", 200, "{\"items\":[{\"id\":\"7\",\"name\":\"kiln\"}]}");
    server.on("GET /api/v1/apps/7/specs", 200, "{\"items\":[{\"id\":\"3\",\"version\":1}]}");
    server.on("GET /api/v1/specs/3", 200, "{\"id\":\"3\",\"version\":1,\"state\":\"approved\"}");
    server.on(
        "GET /api/v1/apps/7/environments",
        200,
        "{\"items\":[{\"id\":\"5\",\"name\":\"production\"}]}");
    server.on(
        "POST /api/v1/environments/5/deployments", 202, "{\"id\":\"9\",\"state\":\"queued\"}");
    server.on(
        "GET /api/v1/deployments/9/progress",
        200,
        """
        id: 1
        event: progress
        data: {"step":"build","message":"Building the source in a sandbox."}

        id: 2
        event: progress
        data: {"step":"build-log","message":"$ npm ci\\nnpm warn deprecated a@1\\nadded 7 packages"}

        id: 3
        event: progress
        data: {"step":"live","message":"It answers.","ended":true}

        """);
    server.on(
        "GET /api/v1/deployments/9",
        200,
        "{\"id\":\"9\",\"state\":\"live\",\"warnings\":[\"The variable MAIL_KEY is not set.\"]}");
    server.on("GET /api/v1/environments/5/deployments", 200, "{\"items\":[{\"id\":\"9\"}]}");
    server.on("GET /api/v1/deployments/9/log", 200, "$ npm ci\nnpm warn deprecated a@1\n");

    // When
    Ran deployed = run("deploy", "kiln", "--env", "production", "--wait");
    Ran log = run("logs", "kiln", "--env", "production", "--build");

    // Then
    assertThat(deployed.err().lines())
        .containsExactly(
            "build: Building the source in a sandbox.", "build: $ npm ci", "live: It answers.");
    assertThat(deployed.out()).endsWith("Warning: The variable MAIL_KEY is not set.\n");
    assertThat(log.out()).isEqualTo("$ npm ci\nnpm warn deprecated a@1\n");
  }

  @Test
  void a_failed_first_import_says_once_why_and_that_the_app_stays() throws Exception {
    // Given
    server.on("GET /api/v1/apps", 200, "{\"items\":[]}");
    server.on("POST /api/v1/apps", 201, "{\"id\":\"7\",\"name\":\"kiln\"}");
    server.on("POST /api/v1/apps/7/imports", 202, "{\"id\":\"9\",\"state\":\"requested\"}");
    server.on(
        "GET /api/v1/imports/9/progress",
        200,
        "id: 1\nevent: progress\ndata: {\"step\":\"failed\",\"message\":\"There is no host. Look.\",\"ended\":true}\n\n");
    server.on(
        "GET /api/v1/imports/9",
        200,
        """
        {"id":"9","state":"failed",
         "failure":{"actor":"user","what":"There is no host.","remedy":"Look."}}\
        """);

    // When
    Ran ran = run("import", "https://example.org/a/b", "--app", "kiln", "--wait", "--json");

    // Then
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat((ran.out() + ran.err()).split("There is no host", -1)).hasSize(2);
    assertThat(ran.json().at("/error/remedy").asText())
        .startsWith("Look. The app kiln was added and stays")
        .contains("homeport app delete")
        .endsWith("kiln");
  }

  @Test
  void an_app_is_deleted_by_its_name() {
    server.on("GET /api/v1/apps", 200, "{\"items\":[{\"id\":\"7\",\"name\":\"kiln\"}]}");
    server.on("DELETE /api/v1/apps/7", 204, "");

    assertThat(run("app", "delete", "kiln").out()).isEqualTo("Removed kiln.\n");
    assertThat(server.asked("DELETE /api/v1/apps/7")).hasSize(1);
  }

  @Test
  void a_source_that_is_nothing_is_a_usage_error_before_anything_is_sent() {
    Ran ran = run("import", config.resolve("missing").toString(), "--app", "kiln");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("There is no folder or file").hasLineCount(1);
    assertThat(server.asked()).isEmpty();
  }

  @Test
  void a_spec_is_printed_in_the_wanted_form_as_the_server_sent_it() {
    server.on("GET /api/v1/apps", 200, "{\"items\":[{\"id\":\"7\",\"name\":\"kiln\"}]}");
    server.on("GET /api/v1/apps/7/specs", 200, "{\"items\":[{\"id\":\"3\",\"version\":1}]}");
    server.on("GET /api/v1/specs/3", 200, "{\"id\":\"3\",\"version\":1}");
    server.on("GET /api/v1/specs/3/formats/dbml", 200, "Table a {\n}\n");

    Ran ran = run("spec", "show", "kiln", "--format", "dbml");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).isEqualTo("Table a {\n}\n");
    assertThat(run("spec", "show", "kiln", "--format", "pdf").exitCode()).isEqualTo(2);
  }

  @Test
  void a_diff_tells_the_most_important_first_in_sentences() {
    twoVersions();
    server.on(
        "GET /api/v1/specs/4/changes?since=3",
        200,
        """
        {"spec":{"id":"4","version":2},"since":{"id":"3","version":1},"items":[
         {"importance":"high","area":"permissions","sentence":"Wider: anon may see every row of a."},
         {"importance":"low","area":"pages","sentence":"The page /x is new."}]}\
        """);

    Ran ran = run("spec", "diff", "kiln", "--from", "1", "--to", "2");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .isEqualTo(
            """
            Version 2 since version 1: 2 changes.

            Read these first:
              permissions  Wider: anon may see every row of a.

            And these:
              pages        The page /x is new.
            """);
    assertThat(run("spec", "diff", "kiln", "--from", "7").exitCode()).isEqualTo(4);
  }

  @Test
  void what_is_said_of_a_spec_is_sent_with_its_reason() throws Exception {
    twoVersions();
    server.on(
        "POST /api/v1/specs/4/remarks",
        201,
        "{\"subject\":\"rule:x\",\"verdict\":\"accepted\",\"by\":\"ada\"}");

    Ran ran = run("spec", "accept-finding", "kiln", "rule:x", "--reason", "On purpose.");

    assertThat(ran.out()).isEqualTo("rule:x: accepted.\n");
    JsonNode sent =
        Json.MAPPER.readTree(server.asked("POST /api/v1/specs/4/remarks").getFirst().text());
    assertThat(sent)
        .isEqualTo(
            Json.MAPPER.readTree(
                "{\"subject\":\"rule:x\",\"verdict\":\"accepted\",\"text\":\"On purpose.\"}"));
    assertThat(run("spec", "accept-finding", "kiln", "rule:x").exitCode()).isEqualTo(2);
  }

  @Test
  void the_approval_policy_is_shown_and_set() {
    twoVersions();
    String path = "/api/v1/apps/7/specs/approval-policy";
    server.on("GET " + path, 200, "{\"approveUnchanged\":false}");
    server.on("PUT " + path, 200, "{\"approveUnchanged\":true}");

    assertThat(run("spec", "policy", "kiln").out()).contains("waits for a person");
    assertThat(run("spec", "policy", "kiln", "--approve-unchanged").out()).contains("by policy");
    assertThat(server.asked("PUT " + path)).hasSize(1);
    assertThat(server.asked("PUT " + path).getFirst().text()).contains("true");
    run("spec", "policy", "kiln", "--no-approve-unchanged");
    assertThat(server.asked("PUT " + path).getLast().text()).contains("false");
  }

  private void twoVersions() {
    server.on("GET /api/v1/apps", 200, "{\"items\":[{\"id\":\"7\",\"name\":\"kiln\"}]}");
    server.on(
        "GET /api/v1/apps/7/specs",
        200,
        "{\"items\":[{\"id\":\"4\",\"version\":2},{\"id\":\"3\",\"version\":1}]}");
    server.on("GET /api/v1/specs/4", 200, "{\"id\":\"4\",\"version\":2}");
  }

  @Test
  void a_dry_run_is_told_for_people_and_changes_nothing() {
    // Given
    String backup = "01a1fd29-3b23-742a-a05f-5ccb3da99d45";
    startRestore(backup);
    server.on(
        "GET /api/v1/restores/9",
        200,
        """
        {"id":"9","state":"completed","endedAt":"2026-03-01T10:00:00Z","forecast":{
          "takenAt":"2026-03-01T03:00:00Z","release":"unchanged","variables":"unchanged",
          "storedBytes":123456,"expectedMillis":2500,
          "tables":[
            {"table":"public.orders","backedUp":1200,"now":1180,"change":"other-rows"},
            {"table":"public.drafts","now":3,"change":"goes"},
            {"table":"public.users","backedUp":7,"now":7,"change":"same"}],
          "structure":{"comesBack":["policy guests on public.orders"],"goes":[],"changes":[]},
          "files":{"comeBack":1,"replaced":0,"go":2,"bytes":10,"examples":[]}}}\
        """);

    // When
    Ran ran = run("restore", backup, "--dry-run");

    // Then
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(server.asked("POST /api/v1/backups/" + backup + "/restores").getFirst().text())
        .contains("\"dryRun\" : true");
    assertThat(ran.out())
        .contains("What was written since 2026-03-01T03:00:00Z would be lost")
        .contains("table public.orders: 1,200 rows in the backup, 1,180 now")
        .contains("table public.drafts goes, with 3 rows")
        .contains("1 tables stay as they are")
        .contains("policy guests on public.orders comes back")
        .contains("1 come back, 0 are replaced, 2 go")
        .contains("took 2,500 ms in the drill");
  }

  @Test
  void an_environment_is_restored_to_a_moment_when_the_backup_of_it_is_stored() {
    // Given
    server.on("GET /api/v1/apps", 200, "{\"items\":[{\"id\":\"7\",\"name\":\"kiln\"}]}");
    server.on(
        "GET /api/v1/apps/7/environments",
        200,
        "{\"items\":[{\"id\":\"5\",\"name\":\"production\"}]}");
    server.on(
        "GET /api/v1/environments/5/moments",
        200,
        "{\"earliest\":\"2026-03-01T00:00:05Z\",\"latest\":\"2026-03-02T10:00:00Z\"}");
    String done =
        "id: 1\nevent: progress\ndata: {\"step\":\"done\",\"message\":\"Done.\",\"ended\":true}\n\n";
    server.on(
        "POST /api/v1/environments/5/restores",
        202,
        "{\"id\":\"9\",\"backup\":\"8\",\"state\":\"requested\"}");
    server.on("GET /api/v1/backups/8/progress", 200, done);
    server.on("GET /api/v1/backups/8", 200, "{\"id\":\"8\",\"state\":\"stored\"}");
    server.on("GET /api/v1/restores/9/progress", 200, done);
    server.on(
        "GET /api/v1/restores/9",
        200,
        "{\"id\":\"9\",\"state\":\"completed\",\"endedAt\":\"2026-03-02T10:00:00Z\"}");

    // When
    Ran possible = run("moments", "kiln", "--env", "production");
    Ran restored =
        run(
            "restore",
            "kiln",
            "--env",
            "production",
            "--at",
            "2026-03-02T11:59:00+02:00",
            "--promote");

    // Then
    assertThat(possible.out()).contains("from 2026-03-01T00:00:05Z to 2026-03-02T10:00:00Z");
    assertThat(restored.exitCode()).as(restored.err()).isZero();
    assertThat(server.asked("POST /api/v1/environments/5/restores").getFirst().text())
        .contains("\"at\" : \"2026-03-02T09:59:00Z\"")
        .contains("\"promote\" : true");
    assertThat(restored.out())
        .contains(
            "production of kiln as it was at 2026-03-02T09:59:00Z is restored and in service");
    assertThat(run("restore", "kiln", "--at", "2026-03-02T11:59:00Z").err()).contains("--env");
    assertThat(run("restore", "kiln", "--env", "production", "--at", "yesterday").exitCode())
        .isEqualTo(2);
  }

  @Test
  void rows_of_a_table_are_told_with_how_they_are_copied_back() {
    // Given
    String backup = "01a1fd29-3b23-742a-a05f-5ccb3da99d45";
    startRestore(backup);
    server.on(
        "GET /api/v1/restores/9",
        200,
        """
        {"id":"9","state":"completed","endedAt":"2026-03-01T10:00:00Z","restored":{
          "schema":"restored_20260301_0959","table":"restored_20260301_0959.orders","rows":12,
          "proven":false,"there":true,"copyBack":["insert into public.orders …;"],
          "difference":{"key":["id"],"missing":2,"missingKeys":[["7"],["8"]],"added":0,
            "addedKeys":[],"changed":1,"changedKeys":[["3"]],"columnsGone":["note"],
            "columnsNew":[]}}}\
        """);

    // When
    Ran ran = run("restore", backup, "--table", "public.orders", "--where", "customer = 42");

    // Then
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(server.asked("POST /api/v1/backups/" + backup + "/restores").getFirst().text())
        .contains("\"table\" : \"public.orders\"")
        .contains("\"where\" : \"customer = 42\"");
    assertThat(ran.out())
        .contains("12 rows are in restored_20260301_0959.orders.")
        .contains("In the backup alone: 2 (by key, the first: 7, 8).")
        .contains("In service alone: 0.")
        .contains("Columns that are gone now: note.")
        .contains("  insert into public.orders …;");
  }

  @Test
  void an_archive_is_downloaded_whole_or_not_at_all() throws Exception {
    // Given
    String backup = "01a1fd29-3b23-742a-a05f-5ccb3da99d45";
    Path file = config.resolve("app.dump");
    server.on("GET /api/v1/backups/" + backup, 200, "{\"id\":\"%s\"}".formatted(backup));
    answerArchive(backup, "PGDMP", "TJLn+qYL/jMc7TsaYgIiYIY+XBE8zVbx5zBsrBODYqI=");

    // When
    Ran wrong = run("backup", "download", backup, "-o", file.toString());

    // Then
    assertThat(wrong.exitCode()).isNotZero();
    assertThat(wrong.err()).contains("its SHA-256 is another one");
    assertThat(file).doesNotExist();
    assertThat(config.resolve("app.dump.part")).doesNotExist();

    // When
    byte[] digest = MessageDigest.getInstance("SHA-256").digest("PGDMP".getBytes(UTF_8));
    answerArchive(backup, "PGDMP", Base64.getEncoder().encodeToString(digest));
    Ran right = run("backup", "download", backup, "-o", file.toString());

    // Then
    assertThat(right.exitCode()).as(right.err()).isZero();
    assertThat(file).hasContent("PGDMP");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(run("backup", "download", backup, "-o", file.toString()).err())
        .contains("is there already");
  }

  private void startRestore(String backup) {
    server.on(
        "POST /api/v1/backups/" + backup + "/restores",
        202,
        "{\"id\":\"9\",\"state\":\"requested\"}");
    server.on(
        "GET /api/v1/restores/9/progress",
        200,
        "id: 1\nevent: progress\ndata: {\"step\":\"done\",\"message\":\"Done.\",\"ended\":true}\n\n");
  }

  private void answerArchive(String backup, String content, String digest) {
    server.on(
        "GET /api/v1/backups/" + backup + "/archive",
        (asked, exchange) -> {
          exchange.getResponseHeaders().set("Repr-Digest", "sha-256=:" + digest + ":");
          exchange.sendResponseHeaders(200, content.length());
          exchange.getResponseBody().write(content.getBytes(UTF_8));
        });
  }

  @Test
  void the_completion_script_knows_the_commands() {
    Ran ran = run("completion");

    assertThat(ran.out()).contains("complete -F").contains("rollback").contains("backup");
  }

  private Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Homeport.commandLine();
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    List<String> all = new ArrayList<>(List.of(arguments));
    if (!arguments[0].equals("completion")) {
      all.addAll(List.of("--server", server.address().toString(), "--config", config.toString()));
    }
    int exitCode = commandLine.execute(all.toArray(String[]::new));
    return new Ran(exitCode, out.toString(), err.toString());
  }

  private Ran runWithInput(String input, String... arguments) {
    var stdin = System.in;
    try {
      System.setIn(
          new java.io.ByteArrayInputStream(
              input.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      return run(arguments);
    } finally {
      System.setIn(stdin);
    }
  }

  private static Tokens token(String userName) {
    String claims =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                "{\"preferred_username\":\"%s\"}"
                    .formatted(userName)
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return new Tokens(
        URI.create("http://issuer.localhost"),
        "header." + claims + ".signature",
        "refresh",
        Instant.now().plusSeconds(600));
  }
}
