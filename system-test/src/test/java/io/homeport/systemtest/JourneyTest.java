package io.homeport.systemtest;

import static com.microsoft.playwright.options.WaitForSelectorState.HIDDEN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Locator.WaitForOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import io.homeport.cli.client.DeployedApp;
import io.homeport.testkit.Await;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The whole journey of an app that a founder shipped, by the commands and by a real browser. */
@ExtendWith(OnStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JourneyTest {
  private static final String APP = "kiln";
  private static final String PASSWORD = "glaze-and-slip-7";

  /** A picture of one pixel. */
  private static final byte[] PICTURE =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=");

  private static final String SECRET = "whsec-4711-kiln";
  private static final Duration LONG = Duration.ofMinutes(2);

  private final RunningStack stack;
  private final Cli cli;
  private JsonNode first;
  private JsonNode second;

  JourneyTest(RunningStack stack) {
    this.stack = stack;
    this.cli = stack.cli("ada");
  }

  @Test
  @Order(1)
  void an_export_is_imported_and_specified() {
    JsonNode imported = cli.run("import", Samples.kiln().toString(), "--app", APP, "--wait").json();

    assertThat(imported.at("/import/builder").asText()).isEqualTo("lovable");
    assertThat(imported.at("/spec/state").asText()).isEqualTo("drafted");
    JsonNode document = cli.run("spec", "show", APP, "--format", "json").json();
    assertThat(document.at("/domain/entities")).hasSizeGreaterThanOrEqualTo(11);
    assertThat(document.at("/findings").toString())
        .contains("announcements")
        .contains("handle_new_user");
  }

  @Test
  @Order(2)
  void what_nobody_approved_is_not_deployed() {
    Cli.Ran ran = cli.run("deploy", APP, "--env", "production", "--wait");

    assertThat(ran.exitCode()).isEqualTo(5);
    assertThat(ran.failure()).contains("pprove");
  }

  @Test
  @Order(3)
  void an_approved_spec_becomes_a_release_that_the_door_serves() {
    cli.run("spec", "approve", APP).json();

    first = cli.run("deploy", APP, "--env", "production", "--wait").json();

    DeployedApp.Page page = app().page("/");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.release()).isEqualTo(first.path("release").asText());
    assertThat(page.title()).startsWith("Kiln & Co");
    assertThat(app().page("/assets/missing.js").status()).isEqualTo(404);
  }

  @Test
  @Order(4)
  void a_visitor_signs_up_and_books_a_place() {
    try (Chromium chromium = Chromium.start()) {
      Page page = chromium.page();
      page.navigate(address("/auth?mode=signup"));
      page.getByLabel("Full name").fill("Vera Visitor");
      page.getByLabel("Email").fill("vera@kiln.example");
      page.getByLabel("Password").fill(PASSWORD);
      page.getByRole(AriaRole.BUTTON, named("Create account")).click();
      page.getByRole(AriaRole.HEADING, named("My bookings")).waitFor();

      page.navigate(address("/workshops/first-bowl"));
      page.waitForResponse(
          answer -> answer.url().endsWith("/functions/v1/send-booking-confirmation"),
          () -> page.getByRole(AriaRole.BUTTON, named("Book a place")).first().click());
      page.getByRole(AriaRole.HEADING, named("My bookings")).waitFor();
      Locator cancel = page.getByRole(AriaRole.BUTTON, named("Cancel booking"));
      cancel.waitFor();
      try (Chromium elsewhere = Chromium.start()) {
        signIn(elsewhere.page(), "/bookings");
        elsewhere.page().getByText("Confirmed").waitFor();
        page.navigate(address("/bookings"));
        cancel.click();
        elsewhere.page().getByText("Cancelled").waitFor();
      }

      page.navigate(address("/profile"));
      page.getByLabel("Avatar").setInputFiles(new FilePayload("vera.png", "image/png", PICTURE));
      Locator avatar = page.getByAltText("Your avatar");
      avatar.waitFor();
      assertThat(avatar.evaluate("it => it.decode().then(() => it.naturalWidth)")).isEqualTo(1);

      page.navigate(address("/notes"));
      page.getByLabel("New note").fill("Tenmoku: reduce early.");
      page.getByRole(AriaRole.BUTTON, named("Save note")).click();
      note(page).waitFor();
      chromium.screenshot("kiln-signed-up.png");

      page.reload();
      note(page).waitFor();
    }
  }

  @Test
  @Order(5)
  void a_second_release_is_rolled_back_by_one_command(@TempDir Path folder) {
    Path changed = Samples.copy(Samples.kiln(), folder);
    Samples.replace(
        changed.resolve("index.html"), "make something with your hands", "autumn programme");
    cli.run("import", changed.toString(), "--app", APP, "--wait").json();
    cli.run("spec", "approve", APP).json();
    second = cli.run("deploy", APP, "--env", "production", "--wait").json();
    assertThat(app().page("/").title()).endsWith("autumn programme");

    JsonNode back = cli.run("rollback", APP, "--env", "production", "--wait").json();

    assertThat(back.path("rollback").asBoolean()).isTrue();
    assertThat(back.path("release")).isEqualTo(first.path("release"));
    DeployedApp.Page page = app().page("/");
    assertThat(page.release()).isEqualTo(first.path("release").asText());
    assertThat(page.title()).endsWith("make something with your hands");
    JsonNode history = cli.run("deployments", APP, "--env", "production").json();
    assertThat(history)
        .extracting(each -> each.path("state").asText())
        .containsExactly("live", "replaced", "replaced");
  }

  @Test
  @Order(6)
  void a_backup_is_proved_and_put_back() {
    JsonNode backup = cli.run("backup", "run", APP, "--env", "production", "--wait").json();
    assertThat(backup.path("state").asText()).isEqualTo("verified");
    String key = app().anonKey();
    DeployedApp.User writer =
        app().signUp(key, "late@kiln.example", "glaze-and-slip-8", "Late Comer");
    assertThat(
            app()
                .insert(
                    key,
                    writer,
                    "maker_notes",
                    java.util.Map.of("user_id", writer.id(), "body", "written after the backup"))
                .status())
        .isEqualTo(201);

    JsonNode restored = cli.run("restore", backup.path("id").asText(), "--promote").json();

    assertThat(restored.path("state").asText()).isEqualTo("completed");
    Await.until(
        "the app runs on the restored data",
        () ->
            app()
                .select(
                    key, writer, "maker_notes?select=body&body=eq.written%20after%20the%20backup")
                .body()
                .isEmpty());
    assertThat(app().page("/").release()).isEqualTo(first.path("release").asText());
  }

  @Test
  @Order(7)
  void an_environment_that_was_removed_comes_back_whole_from_its_backup() {
    // Given
    cli.run("variable", "set", APP, "PAYMENT_WEBHOOK_SECRET=" + SECRET, "--env", "production");
    JsonNode live = cli.run("deploy", APP, "--env", "production", "--wait").json();
    KilnGuest guest = new KilnGuest(app());
    guest.signUp("remembered@kiln.example", PASSWORD);
    guest.upload("face.png", PICTURE);
    assertThat(guest.hears(SECRET)).isTrue();
    awaitRecorded(live);
    String backup =
        cli.run("backup", "run", APP, "--env", "production", "--wait").json().path("id").asText();
    JsonNode report = cli.run("backup", "show", backup).json().path("report");
    assertThat(report.at("/files/count").asInt()).isPositive();
    assertThat(report.at("/files/findings")).isEmpty();
    assertThat(report.path("environmentRecord").asBoolean()).isTrue();
    assertThat(report.at("/trial/release").asText())
        .as(report.path("notCompared").toString())
        .isEqualTo(live.path("release").asText());
    assertThat(report.at("/trial/signedIn").asBoolean()).isTrue();
    assertThat(report.at("/trial/seen")).isNotEmpty();

    // When
    cli.run("env", "remove", APP, "production", "--yes");
    Await.until(
        "the environment is gone",
        LONG,
        () -> cli.run("env", "list", APP).json().isEmpty() && app().page("/").status() != 200);
    JsonNode restored = cli.run("restore", backup, "--promote").json();

    // Then
    assertThat(restored.path("state").asText()).isEqualTo("completed");
    Await.until(
        "the release serves again",
        LONG,
        () -> app().page("/").release().equals(live.path("release").asText()));
    assertThat(guest.isStillSignedIn()).isTrue();
    assertThat(guest.canSignIn(PASSWORD)).isTrue();
    assertThat(guest.canSignIn("another password")).isFalse();
    assertThat(guest.download("face.png")).isEqualTo(PICTURE);
    assertThat(guest.hears(SECRET)).isTrue();
    assertThat(guest.hears("another secret")).isFalse();
  }

  /** What stands beside the data is written down a moment after it changed. */
  private void awaitRecorded(JsonNode deployment) {
    Instant switched = Instant.parse(deployment.path("switchedAt").asText());
    Await.until(
        "the environment is written down as it is",
        () ->
            Published.read(stack.kafka()).events().stream()
                .filter(each -> each.type().equals("environment.recorded"))
                .map(each -> Instant.parse(each.data().path("recordedAt").asText()))
                .anyMatch(switched::isBefore));
  }

  private void signIn(Page page, String path) {
    page.navigate(address("/auth"));
    page.getByLabel("Email").fill("vera@kiln.example");
    page.getByLabel("Password").fill(PASSWORD);
    page.getByRole(AriaRole.BUTTON, named("Sign in")).click();
    page.getByRole(AriaRole.BUTTON, named("Sign in"))
        .waitFor(new WaitForOptions().setState(HIDDEN));
    page.navigate(address(path));
  }

  private static Locator note(Page page) {
    return page.getByRole(AriaRole.LIST, named("Notes")).getByText("Tenmoku: reduce early.");
  }

  private String address(String path) {
    return app().url().resolve(path).toString();
  }

  private DeployedApp app() {
    return new DeployedApp(URI.create(first.path("url").asText()));
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }
}
