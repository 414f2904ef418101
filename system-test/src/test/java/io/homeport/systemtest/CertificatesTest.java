package io.homeport.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.homeport.testkit.Await;
import io.homeport.testkit.CertificateAuthority;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A customer's own domain with a certificate, from the command to the page in the browser. */
@ExtendWith(OnStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CertificatesTest {
  private static final String APP = "pottery";
  private static final String NAME = "shop.pottery.example";
  private static final String BY_HTTP = "Attempting to validate w/ HTTP";
  private static final Duration RENEWAL_LIMIT = Duration.ofSeconds(90);

  private final RunningStack stack;
  private final CertificateAuthority authority;
  private final Cli cli;
  private JsonNode deployed;

  CertificatesTest(RunningStack stack) {
    this.stack = stack;
    this.authority = stack.authority();
    this.cli = stack.cli("ada");
  }

  @Test
  @Order(1)
  void nobody_asks_for_a_certificate_of_a_name_that_is_not_known(@TempDir Path folder)
      throws IOException {
    // Given
    cli.run("import", Samples.tiny(folder.resolve(APP), APP).toString(), "--app", APP, "--wait")
        .json();
    cli.run("spec", "approve", APP).json();
    deployed = cli.run("deploy", APP, "--env", "production", "--wait").json();
    authority.leadsTo(NAME, "127.0.0.1");

    // Then
    assertThatThrownBy(this::visit)
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("unrecognized_name");
    assertThat(HttpsVisit.plainly(NAME, stack.part("gateway").port())).startsWith("HTTP/1.1 404");

    // And: who leads elsewhere, or does not say whose it is
    authority.leadsTo("elsewhere.example", "192.0.2.7");
    cli.run("domain", "add", APP, "elsewhere.example", "--env", "production").json();
    cli.run("domain", "add", APP, NAME, "--env", "production", "--hsts", "3600").json();
    Await.until("one waits", () -> why("elsewhere.example").contains("which is not here"));
    Await.until("and the other", () -> why(NAME).contains("does not say that it is yours"));
    assertThatThrownBy(this::visit)
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("unrecognized_name");
    assertThat(authority.orders()).isZero();
  }

  @Test
  @Order(2)
  void a_name_that_was_added_by_a_command_is_served_by_https_once_it_is_proven()
      throws IOException {
    // When
    JsonNode ownership = domain(NAME).path("ownership");
    authority.says(ownership.path("record").asText(), ownership.path("value").asText());

    // Then
    Await.until("it is active", () -> domain(NAME).path("state").asText().equals("active"));
    Await.untilAsserted(() -> assertThat(visit().statusLine()).isEqualTo("HTTP/1.1 200 OK"));
    HttpsVisit page = visit();
    assertThat(page.answer()).contains("<title>" + APP + "</title>");
    assertThat(page.header("Homeport-Release")).contains(deployed.path("release").asText());
    assertThat(page.header("Strict-Transport-Security")).contains("max-age=3600");
    assertThat(page.certificate().getIssuerX500Principal().getName()).contains("Pebble");
    assertThat(HttpsVisit.plainly(NAME, stack.part("gateway").port()))
        .startsWith("HTTP/1.1 308")
        .contains("https://" + NAME + ":" + stack.tlsPort() + "/a");
    assertThat(authority.said(BY_HTTP)).isPositive();
  }

  @Test
  @Order(3)
  void it_is_renewed_in_time_also_where_only_the_port_for_https_is_open() throws IOException {
    // Given
    try (var _ = stack.configured("deploy-service", "homeport.acme.challenges", "tls-alpn-01")) {
      stack.awaitReady();
      long byHttp = authority.said(BY_HTTP);
      BigInteger first = visit().certificate().getSerialNumber();

      // When
      Await.until(
          "another certificate is shown",
          RENEWAL_LIMIT,
          () -> !visit().certificate().getSerialNumber().equals(first));

      // Then
      assertThat(authority.said(BY_HTTP)).isEqualTo(byHttp);
      assertThat(visit().answer()).contains("<title>" + APP + "</title>");
    }
  }

  @Test
  @Order(4)
  void a_name_that_was_removed_is_not_known_any_more() {
    // When
    cli.run("domain", "remove", APP, NAME, "--env", "production").json();

    // Then
    Await.untilAsserted(() ->
        assertThatThrownBy(this::visit)
            .isInstanceOf(SSLHandshakeException.class)
            .hasMessageContaining("unrecognized_name"));
    long orders = authority.orders();
    assertThatThrownBy(this::visit).isInstanceOf(SSLHandshakeException.class);
    assertThat(authority.orders()).isEqualTo(orders);
  }

  private HttpsVisit visit() throws IOException {
    return HttpsVisit.to(NAME, stack.tlsPort(), authority);
  }

  private String why(String name) {
    return domain(name).at("/failure/what").asText();
  }

  private JsonNode domain(String name) {
    return cli.run("domain", "show", APP, name, "--env", "production").json();
  }
}
